// The run: what went in, what became of it, and where to look first.

const STATE_WORDS = {
  ok: "as expected", dead: "never fires", idle: "did not fire", above: "fires too often", below: "fires too rarely",
  greedy: "takes too much",
};

function viewRun() {
  drawTop([[RUN.result, "#/"]]);
  document.title = `${plain(RUN.result)} – removals`;
  return { content: [
    runHead(),
    h("div", { class: "columns front" }, h("div", {}, lookFirst(), languages()), removedByCategory()),
    sourceTable(),
    offExpectation(),
    notEmitted(),
    colophon(),
  ] };
}

function runHead() {
  const { counts } = RUN;
  const share = shareOf(RUN.removed_chars, RUN.chars_in);
  const removed = Object.fromEntries(RUN.categories.map((entry) => [entry.name, entry.chars]));
  return h(
    "header",
    { class: "run-head" },
    h("p", { class: "kicker" }, "What was removed"),
    h("h1", { tabindex: -1 }, foreign(RUN.result)),
    h("p", { class: "lede" },
      `${many(counts.inputs, "page")} went in, ${many(counts.documents, "clean document")} came out of ${many(RUN.sources.length, "source")}. `,
      RUN.chars_in
        ? `${percent(share)} of what they hold was removed, markup counted: ${many(RUN.removals, "removal")}, which are ${many(RUN.groups, "group")} when those that are alike count as one.`
        : "No text came out."),
    RUN.sample ? h("p", { class: "notice" }, h("strong", {}, "A sample. "),
      `This page shows ${many(RUN.sample.documents, "document")} of ${count(RUN.sample.of)}. `, RUN.sample.how) : null,
    RUN.redacted ? h("p", { class: "notice" }, h("strong", {}, "Redacted. "),
      "Removed text is not in this result: its length and its digest stand in its place.") : null,
    figures([
      ["Pages in", counts.inputs], ["Documents", counts.documents], ["Quarantined", counts.quarantined, "warn"],
      ["Rejected", counts.rejected, "warn"], ["Unreadable", counts.unreadable, "warn"],
      ["Removals", RUN.removals], ["Groups", RUN.groups],
    ]),
    RUN.chars_in ? h("div", { class: "fate" }, fateBar(RUN.chars_in - RUN.removed_chars, RUN.removed_chars, removed),
      legend(removed, RUN.chars_in, RUN.removed_chars)) : null,
  );
}

/** Large numbers in a row; those that warn do so only above 0. */
const figures = (entries) =>
  h("dl", { class: "figures" }, entries.map(([name, number, style]) =>
    h("div", { class: style && number ? style : null }, h("dt", {}, name), h("dd", {}, count(number)))));

/** What the colours of a bar of kept and removed text stand for. */
function legend(removed, whole, removedChars) {
  const families = byFamily(removed);
  const sum = families.reduce((total, [, chars]) => total + chars, 0) || 1;
  return h("ul", { class: "legend" },
    h("li", {}, h("span", { class: "swatch kept", "aria-hidden": "true" }), `kept ${percent(1 - removedChars / whole)}`),
    families.map(([name, chars]) => h("li", { class: `f-${name}` }, h("span", { class: "swatch", "aria-hidden": "true" }),
      `${FAMILIES[name].words} ${percent((removedChars * chars) / sum / whole)}`)));
}

function lookFirst() {
  if (!RUN.look_first.length)
    return section("Look here first", null, h("p", {}, "Nothing presses: no rule is off, nothing is in quarantine."));
  return section("Look here first", "The most pressing first.", h("ol", { class: "look-first" }, RUN.look_first.map((entry) =>
    h("li", {}, h("p", {}, inside(entry.at, {}, foreign(entry.text))), entry.why ? h("p", { class: "quiet" }, foreign(entry.why)) : null))));
}

function removedByCategory() {
  if (!RUN.categories.length) return null;
  const sum = RUN.categories.reduce((total, entry) => total + entry.chars, 0) || 1;
  const most = RUN.categories[0]?.chars;
  const list = (entries) => barList(entries.map((entry) =>
    [chip(entry.name), entry.chars, `${short(entry.chars)} · ${percent(entry.chars / sum)}`, look(entry.name)]), most);
  const [first, rest] = [RUN.categories.slice(0, 14), RUN.categories.slice(14)];
  return section("What it was", "Code points removed, by category.", list(first), rest.length
    ? h("details", {}, h("summary", { class: "quiet" }, `${many(rest.length, "smaller category", "smaller categories")}`), list(rest)) : null);
}

function languages() {
  if (!RUN.languages.length) return null;
  const list = (entries) => barList(entries.map((entry) => [languageName(entry.tag), entry.documents, count(entry.documents), "amount"]), RUN.documents);
  return section("Languages and scripts", "Documents.", list(RUN.languages), h("hr"), list(RUN.scripts));
}

const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language" });
const SCRIPTS = new Intl.DisplayNames(["en"], { type: "script" });

/** A tag of a language or script, and its name where there is one. */
function languageName(tag) {
  let name = "";
  try {
    name = /^[A-Z][a-z]{3}$/.test(tag) ? SCRIPTS.of(tag) : LANGUAGES.of(tag);
  } catch {
    // No tag of BCP 47: shown as it is.
  }
  return [h("code", {}, tag), name && name !== tag ? h("span", { class: "quiet" }, ` ${name}`) : null];
}

function sourceTable() {
  const most = Math.max(...RUN.sources.map((source) => source.documents), 1);
  const share = (source) => shareOf(source.removed_chars, source.chars_in);
  const held = (source) => Object.values(source.quarantined).reduce((total, number) => total + number, 0);
  const off = (source) => source.rules.filter((rule) => !["ok", "idle"].includes(rule.state)).length;
  const columns = [
    { name: "Source", by: (source) => source.id, cell: (source) => [inside(routeToSource(source.id), {}, foreign(source.id)),
      source.name && source.name !== source.id ? h("span", { class: "quiet" }, " ", foreign(source.name)) : null] },
    { name: "Documents", by: (source) => source.documents, down: true, style: "number with-bar",
      cell: (source) => [count(source.documents), amountBar(source.documents, most)] },
    { name: "Removed", by: share, down: true, style: "number", cell: (source) => percent(share(source)) },
    { name: "Kept and removed", style: "wide", cell: (source) => fateBar(source.chars_in - source.removed_chars, source.removed_chars, source.removed) },
    { name: "By day", cell: (source) => sparkline(source.by_day) },
    { name: "Languages", cell: (source) => [Object.keys(source.languages).slice(0, 4).map((tag) => h("code", { class: "tag" }, tag)),
      Object.keys(source.languages).length > 4 ? `and ${count(Object.keys(source.languages).length - 4)} more` : null] },
    { name: "Quarantined", by: held, down: true, style: "number", cell: (source) => held(source)
      ? h("span", { class: "warn", title: codesOf(source.quarantined) }, count(held(source))) : "0" },
    { name: "Groups", by: (source) => source.groups, down: true, style: "number", cell: (source) => count(source.groups) },
    { name: "Rules off", by: off, down: true, style: "number", cell: (source) => off(source)
      ? inside(routeToSource(source.id, { view: "rules" }), { class: "warn" }, count(off(source))) : "0" },
  ];
  return section("Sources", "A source is a site or platform with rules of its own.", sortable("Sources", columns, RUN.sources, 1));
}

const codesOf = (codes) => Object.entries(codes).map(([code, number]) => `${code}: ${count(number)}`).join(", ");

function offExpectation() {
  const rows = RUN.sources.flatMap((source) => source.rules
    .filter((rule) => !["ok", "idle"].includes(rule.state)).map((rule) => ({ source, rule })));
  if (!rows.length) return null;
  const columns = [
    { name: "Rule", by: (row) => ruleOf(row.rule.rule).id, cell: (row) =>
      inside(routeToSource(row.source.id, { rule: ruleOf(row.rule.rule).id }), {}, ruleName(row.rule.rule)) },
    ...ruleColumns((row) => row.rule),
  ];
  return section("Rules off expectation", "Line: 95 % interval of the share of pages; dot: seen; stroke: expected.",
    sortable("Rules off expectation", columns, rows));
}

/** The columns that every table of rules has; *of(row)* gives the rule's entry of the source. */
const ruleColumns = (of) => [
  { name: "State", by: (row) => of(row).state, cell: (row) => h("span", { class: `state state-${of(row).state}` }, STATE_WORDS[of(row).state] ?? of(row).state) },
  { name: "Pages", by: (row) => shareOf(of(row).fired, of(row).pages), down: true, style: "number",
    cell: (row) => [`${count(of(row).fired)} of ${count(of(row).pages)}`] },
  { name: "0 to 100 %", cell: (row) => intervalMark(of(row)) },
  { name: "Removals", by: (row) => of(row).removals, down: true, style: "number", cell: (row) => count(of(row).removals) },
  { name: "Note", style: "wide note", cell: (row) => foreign(of(row).note) },
];

function notEmitted() {
  const rows = [
    ...RUN.sources.flatMap((source) => Object.entries(source.quarantined).map(([code, number]) =>
      [inside(routeToSource(source.id, { view: "documents" }), {}, foreign(source.id)), "quarantined", code, number])),
    ...Object.entries(RUN.rejected_by_code).map(([code, number]) => ["", "rejected", code, number]),
    ...Object.entries(RUN.unreadable_by_code).map(([code, number]) => ["", "unreadable", code, number]),
    ...Object.entries(RUN.passed_over).map(([suffix, number]) => ["", "passed over", suffix, number]),
  ];
  if (!rows.length) return null;
  const columns = ["What became of it", "Why", "Source", "Pages"];
  return section("Pages that gave no document", null, h("table", {}, h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col", class: name === "Pages" ? "number" : null }, name)))),
    h("tbody", {}, rows.map(([source, outcome, code, number]) => h("tr", {}, h("th", { scope: "row" }, outcome), h("td", {}, h("code", {}, code)),
      h("td", {}, source), h("td", { class: "number" }, count(number)))))));
}

function colophon() {
  return h("section", { class: "colophon", "aria-label": "About this report" }, pairs([
    ["Made by", `${RUN.tool.name} ${RUN.tool.version}`], ["Inputs", RUN.inputs.map((input) => [foreign(input), " "])],
    ["Profile", RUN.profile], ["Ledger", RUN.ledger === "full" ? "full" : "rules only: bare markup and white space are not in it"],
    ["Manifest", h("code", { class: "digest" }, RUN.manifest_digest)],
  ]));
}
