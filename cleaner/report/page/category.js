// What was removed, in eight families: each has a colour, a pattern and its words.

const FAMILIES = {
  promo: { words: "promotion", of: ["advertisement", "promotion", "subscription", "slogan", "hotline", "contact"] },
  other: { words: "other stories", of: ["related", "hot-news", "topic", "references"] },
  credit: {
    words: "credits and dates",
    of: ["byline", "dateline", "reprint-credit", "staff-credits", "title-repeat", "front-matter"],
  },
  chrome: {
    words: "site furniture",
    of: ["navigation", "pager", "share-bar", "view-counter", "registration", "comments", "outside-body"],
  },
  notice: { words: "notices", of: ["disclaimer", "copyright", "site-notice"] },
  machine: {
    words: "machine text",
    of: ["machine-abstract", "machine-notice", "machine-refusal", "template-leak", "script"],
  },
  image: { words: "images", of: ["image", "image-credit"] },
  bare: { words: "markup and white space", of: ["markup", "whitespace", "repair"] },
};

const FAMILY_OF = new Map(Object.entries(FAMILIES).flatMap(([name, family]) => family.of.map((one) => [one, name])));

const familyOf = (category) => FAMILY_OF.get(category) ?? "chrome";

/** The class that gives colour and pattern of *category*. */
const look = (category) => `f-${familyOf(category)}`;

/** A category as people tell it: swatch and word. */
const chip = (category) =>
  h("span", { class: `chip ${look(category)}` }, h("span", { class: "swatch", "aria-hidden": "true" }), category ?? "repair");

/** *removed* by category, as sums of the families, largest first. */
function byFamily(removed) {
  const sums = new Map();
  for (const [category, chars] of Object.entries(removed))
    sums.set(familyOf(category), (sums.get(familyOf(category)) ?? 0) + chars);
  return [...sums].sort((one, two) => two[1] - one[1]);
}
