// What several views show: headings, tables that can be sorted, tabs, marks of verdicts, the bar at the top.

const main = byId("main");

/** Address of a source, with what to choose in it. */
function routeToSource(id, query = {}) {
  const words = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return `#/source/${encodeURIComponent(id)}${words.size ? `?${words}` : ""}`;
}

const routeToDocument = (number, seq = null) => `#/document/${number}${seq === null ? "" : `/${seq}`}`;

/** A section with a heading. */
function section(title, about, ...children) {
  const id = `s-${title.toLowerCase().replace(/[^a-z]+/g, "-")}`;
  return h(
    "section",
    { "aria-labelledby": id, class: id },
    h("header", { class: "section-head" }, h("h2", { id }, title), about ? h("p", { class: "quiet" }, about) : null),
    children,
  );
}

/** Names and values, where there is a value. */
function pairs(list, style = "pairs") {
  const rows = list.filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false);
  return h("dl", { class: style }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/**
 * A table whose head sorts it. *columns*: `{name, cell(row), by(row)?, style?, down?}`; without `by` it does not sort.
 */
function sortable(caption, columns, rows, first = null) {
  const state = { column: first, isDown: columns[first]?.down ?? false };
  const body = h("tbody");
  const heads = columns.map((column, place) => {
    const name = column.by
      ? h("button", { type: "button", onclick: () => choose(place) }, column.name, h("span", { class: "arrow", "aria-hidden": "true" }))
      : column.name;
    return h("th", { scope: "col", class: column.style }, name);
  });
  function choose(place) {
    state.isDown = state.column === place ? !state.isDown : Boolean(columns[place].down);
    state.column = place;
    fill();
    announce(`Sorted by ${columns[place].name}, ${state.isDown ? "largest" : "smallest"} first`);
  }
  function fill() {
    const column = columns[state.column];
    const order = column
      ? rows.map((row) => [column.by(row), row]).sort(([one], [two]) => (one < two ? -1 : one > two ? 1 : 0) * (state.isDown ? -1 : 1))
      : rows.map((row) => [0, row]);
    heads.forEach((head, place) => {
      if (place === state.column) head.setAttribute("aria-sort", state.isDown ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    swap(body, order.map(([, row]) => h("tr", {}, columns.map((entry, place) =>
      h(place ? "td" : "th", { class: entry.style, scope: place ? null : "row", "data-name": entry.name }, entry.cell(row))))));
  }
  fill();
  return h(
    "div",
    { class: "scroll-x", tabindex: 0, role: "region", "aria-label": `Table: ${caption}` },
    h("table", {}, h("caption", { class: "unseen" }, caption), h("thead", {}, h("tr", {}, heads)), body),
  );
}

/** Tabs that are links: each is an address of its own. */
function tabs(label, entries, current) {
  return h(
    "nav",
    { class: "tabs", "aria-label": label },
    entries.map(([name, words, number, route]) =>
      inside(route, { "aria-current": name === current ? "page" : null, data: { tab: name } }, words,
        number === null ? null : h("span", { class: "number" }, count(number)))),
  );
}

/** The verdict on something, as sign and word. */
function verdictMark(decision) {
  if (!decision) return h("span", { class: "verdict none" }, unseen("not judged"));
  const sign = { accept: "✓", reject: "✗", note: "✎" }[decision.verdict];
  return h(
    "span",
    { class: `verdict ${decision.verdict}`, title: decision.note || null },
    h("span", { "aria-hidden": "true" }, sign),
    unseen(VERDICTS[decision.verdict]),
  );
}

/** How likely a removal is wrong, 0 to 100. */
const riskMark = (risk) =>
  h("span", { class: `risk ${risk >= 60 ? "high" : risk >= 30 ? "middle" : "low"}` }, unseen("risk "), risk);

/** A rule by its id, the part that tells it set off. */
function ruleName(number) {
  const id = ruleOf(number)?.id ?? "core/repair";
  const cut = id.indexOf("/") + 1;
  return h("bdi", { class: "rule-id" }, h("span", { class: "quiet" }, id.slice(0, cut)), h("wbr"), id.slice(cut));
}

/** A removed text, or what a redacted result says in its place. */
function removedText(item) {
  if (item.text === null)
    return [h("span", { class: "redacted" }, `${count(item.chars)} code points, not in this file`)];
  if (!item.text.trim()) return [h("span", { class: "cut" }, `white space: ${many(item.chars, "code point")}`)];
  if (item.visible === false && /^\s*</.test(item.text)) return [h("span", { class: "markup" }, item.text)];
  if (!item.cut) return [item.text];
  const head = firstOf(item.text, 1400);
  return [head, h("span", { class: "cut" }, `${count(item.cut)} code points not shown`), item.text.slice(head.length)];
}

/** First and last day as one stretch. */
function dayRange(first, last) {
  if (!first && !last) return null;
  return first === last || !last ? first : `${first ?? "?"} – ${last}`;
}

/** Bars with words: `[label, amount, note, class of the bar]`; *most* fills the bar. */
const barList = (entries, most) =>
  h("ul", { class: "bar-list" }, entries.map(([label, amount, note, style]) =>
    h("li", {}, h("span", { class: "label" }, label), amountBar(amount, most, style), h("span", { class: "value" }, note))));

function trouble(error) {
  return h("section", { class: "trouble", role: "alert" }, h("h1", { tabindex: -1 }, "This cannot be shown"),
    h("p", {}, error.message), h("p", {}, inside("#/", {}, "Back to the run")));
}

/** Writes the bar at the top anew: where we are, how much is judged, whether it is saved. */
function drawTop(trail) {
  if (trail) drawTop.trail = trail;
  const steps = drawTop.trail ?? [];
  swap(byId("trail"), h("ol", {}, steps.map(([words, route], place) =>
    h("li", {}, route && place < steps.length - 1
      ? inside(route, {}, foreign(words))
      : h("span", { "aria-current": "page" }, foreign(words))))));
  const judged = decisions.judged();
  swap(byId("progress"), h("span", { class: "progress-words" }, `${count(judged)} of ${many(RUN.groups, "group")} judged`),
    amountBar(judged, RUN.groups, "done"));
  const open = decisions.made.size && !decisions.isSaved;
  byId("save").classList.toggle("open", Boolean(open));
  swap(byId("save-words"), RUN.live ? (open ? (live.hasFailed ? "Not saved" : "Saving…") : "Saved") : open ? "Save decisions" : decisions.made.size ? "Saved" : "Save decisions");
}
