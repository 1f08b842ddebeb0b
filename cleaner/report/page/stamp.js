// The stamp of a document, drawn: how the text came here, and on what evidence.

/** The way of a text as a chain of cards, its dates, credits and digests below. */
function stampSection(stamp) {
  const { chain } = stamp;
  return h("section", { class: "stamp", "aria-labelledby": "s-stamp" },
    h("h2", { id: "s-stamp", class: "unseen" }, "Where it comes from"),
    chain.length
      ? h("ol", { class: "chain", "aria-label": "From the origin to this page" }, chain.map((hop) => hopCard(hop)))
      : h("p", { class: "quiet" }, "The page does not say where its text comes from."),
    h("details", { class: "stamp-more", id: "stamp-more" }, h("summary", {}, "Stamp: ", summaryOf(stamp), " ", key("e")), stampDetails(stamp)));
}

function hopCard(hop) {
  const name = hop.publisher ?? hop.account ?? hop.title ?? hop.note;
  return h("li", { class: `hop ${hop.confidence}` },
    h("span", { class: "relation" }, hop.relation, confidence(hop.confidence)),
    name ? h("strong", {}, foreign(name)) : h("strong", { class: "quiet" }, "not named"),
    hop.account && hop.account !== name ? h("span", {}, "account ", foreign(hop.account)) : null,
    hop.title && hop.title !== name ? h("span", {}, "as ", foreign(hop.title)) : null,
    hop.note && hop.note !== name ? h("span", { class: "quiet" }, foreign(hop.note)) : null,
    hop.url ? outside(hop.url) : null);
}

/** How sure a fact is; what the page itself states needs no remark. */
const confidence = (word) => h("span", { class: `confidence ${word}` }, word);

function summaryOf(stamp) {
  const words = [];
  if (stamp.dates.length) words.push(many(stamp.dates.length, "date"));
  if (stamp.credits.length) words.push(many(stamp.credits.length, "credit"));
  if (stamp.references.length) words.push(many(stamp.references.length, "reference"));
  if (stamp.synthetic.length) words.push("marks of machines");
  words.push("digests");
  return words.join(", ");
}

function stampDetails(stamp) {
  const sure = (fact) => [" ", confidence(fact.confidence)];
  const list = (entries, write) => entries.length ? h("ul", { class: "facts" }, entries.map((entry) => h("li", {}, write(entry)))) : null;
  const { raw, capture, source, rules, language } = stamp;
  return h("div", { class: "columns even" },
    pairs([
      ["Title", stamp.title ? factOf(stamp.title) : null],
      ["Dates", list(stamp.dates, (date) => [h("span", { class: "quiet" }, `${date.kind} `), foreign(date.value), date.chosen ? " ✓ chosen" : "", sure(date),
        date.choice ? h("p", { class: "quiet small" }, foreign(date.choice)) : null])],
      ["Credits", list(stamp.credits, (credit) => [h("span", { class: "quiet" }, `${credit.role} `), foreign(credit.name), sure(credit)])],
      ["Rights", stamp.rights ? factOf(stamp.rights) : null],
      ["Language", [h("code", { class: "tag" }, language.tag), language.converted_from ? ` converted from ${language.converted_from.script ?? "another script"}` : ""]],
      ["References", list(stamp.references, (entry) => [foreign(entry.title ?? ""), entry.publisher ? [" ", foreign(entry.publisher)] : "", " ", entry.url ? outside(entry.url) : null])],
      ["Images", stamp.images ? many(stamp.images, "image") : null],
      ["Facts", list(stamp.facts, (fact) => [h("span", { class: "quiet" }, `${fact.kind} `), foreign(fact.value), sure(fact)])],
      ["Machines", list(stamp.synthetic, (entry) => [entry.kind, h("span", { class: "quiet" }, ` ${entry.action}`)])],
    ]),
    pairs([
      ["Source", [foreign(source.name ?? source.id), source.host ? [" ", foreign(source.host)] : "", sure(source)]],
      ["Path", capture.path ? h("bdi", { class: "address" }, capture.path) : null],
      ["Address", capture.url ? outside(capture.url) : null], ["Fetched", capture.fetched_at],
      ["Raw bytes", `${count(raw.bytes)}, ${raw.encoding}, ${raw.media_type}`],
      ["Raw SHA-256", h("code", { class: "digest" }, raw.sha256)],
      ["Rules", [foreign(rules.id), rules.layout ? ` (${rules.layout})` : "", " ", h("code", { class: "digest" }, rules.digest)]],
      ["Profile", stamp.profile],
      ["Checks held", list(stamp.checks, (check) => String(check.name ?? check))],
      ["Stamp digest", h("code", { class: "digest" }, stamp.stamp_digest)],
    ]));
}

const factOf = (fact) => (typeof fact === "string" ? foreign(fact) : [foreign(fact.value), " ", confidence(fact.confidence)]);
