// Elements. Whatever a page said reaches the document as text nodes, through `pieces`, and in no other way.

const byId = (id) => document.getElementById(id);

function apply(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "vars") for (const [key, entry] of Object.entries(value)) node.style.setProperty(key, entry);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : plain(String(value)));
  }
  put(node, children);
  return node;
}

/** Appends *children* to *node*: nodes, strings, numbers, lists of them, and nothing for null. */
function put(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    if (child instanceof Node) node.append(child);
    else node.append(...pieces(String(child)));
  }
  return node;
}

/** An element of HTML. Attributes: `on…` listeners, `vars` style properties, `data` its dataset. */
const h = (tag, attributes, ...children) => apply(document.createElement(tag), attributes, children);

/** An element of SVG. */
const s = (tag, attributes, ...children) =>
  apply(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

/** Puts *children* in the place of what *node* held. */
function swap(node, ...children) {
  node.replaceChildren();
  return put(node, ...children);
}

/** Words for a screen reader only; they do not tell the direction of what stands beside them. */
const unseen = (...words) => h("span", { class: "unseen", dir: "ltr" }, ...words);

/** A name or word out of a page, on its own as to the direction of writing. */
const foreign = (text, lang) => h("bdi", { lang }, text);

/** *url* to be followed by a click when it is one of the web; anything else as it reads. */
function outside(url) {
  let address = null;
  try {
    address = new URL(url);
  } catch {
    // Not an address: shown as text.
  }
  const isWeb = address !== null && (address.protocol === "http:" || address.protocol === "https:");
  if (!isWeb) return h("bdi", { class: "address" }, url);
  const link = h("a", { class: "address", rel: "noreferrer noopener external", target: "_blank", dir: "ltr" }, url);
  link.href = address.href;
  return link;
}

/** A link within the report. */
const inside = (route, attributes, ...children) => h("a", { href: route, ...attributes }, ...children);

/** A key on the keyboard. */
const key = (name) => h("kbd", {}, name);

/** Says *words* to whoever listens, and shows them for a while. */
function announce(words, isLoud = false) {
  const place = byId(isLoud ? "alarm" : "said");
  swap(place, words);
  place.classList.add("fresh");
  clearTimeout(announce[place.id]);
  announce[place.id] = setTimeout(() => place.classList.remove("fresh"), isLoud ? 12000 : 3500);
}

/** *work* once things have been quiet for *delay* milliseconds. */
function later(work, delay) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), delay);
  };
}
