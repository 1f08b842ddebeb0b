// One document: its source with what was removed, beside its clean text, row by row.

const SHOWS = {
  source: ["Source", "the text as it came, removals marked"],
  visible: ["Source", "what a reader of the page saw; bare markup is left out"],
  clean: ["Clean text with removals", "the result holds no bare markup and white space, so removals stand in their places in the clean text"],
};
// Rows out of sight are laid out only when a document is long: their true heights make scrolling exact.
const MANY_PIECES = 600;
const BLOCK = 40;
const MODES = { both: "Source and clean", source: "Source", clean: "Clean", removed: "Removed only" };

/** The view of document *number*, with removal *seq* chosen. */
async function viewDocument(number, seq) {
  const record = await documentAt(number);
  const about = RUN.sources[record.source];
  const lang = record.stamp?.language?.tag ?? record.language;
  const title = record.title || record.path || record.id;
  drawTop([[RUN.result, "#/"], [about.id, routeToSource(about.id)], [title]]);
  document.title = `${plain(title)} – ${plain(about.id)}`;
  const text = h("div", { class: `text${record.pieces.length > MANY_PIECES ? " long" : ""}`, data: { mode: viewDocument.mode ?? (matchMedia("(max-width: 40rem)").matches ? "source" : "both") } }, textOf(record, lang));
  const side = h("aside", { class: "side", "aria-label": "The chosen removal" });
  const state = { chosen: -1, places: new Map(record.removals.map((removal, place) => [removal.seq, place])) };

  async function choose(place, isQuiet) {
    if (place < 0 || place >= record.removals.length) return announce("No other removal in this direction.");
    const removal = record.removals[place];
    for (const node of text.querySelectorAll("[aria-current]")) node.removeAttribute("aria-current");
    const shown = text.dataset.mode === "removed" ? ".only" : ".line";
    for (const node of text.querySelectorAll(`[data-seq="${removal.seq}"] [role=button]`)) {
      node.setAttribute("aria-current", "true");
      if (!node.closest(shown)) continue;
      node.focus({ preventScroll: true });
      if (!isQuiet) inSight(node);
    }
    state.chosen = place;
    putAway(side);
    history.replaceState(null, "", routeToDocument(number, removal.seq));
    const group = await groupOfRemoval(record, removal);
    if (state.chosen !== place || !side.isConnected) return;
    layOut(side, removalCard(record, removal, place, group, choose));
  }

  text.addEventListener("click", (event) => {
    const found = event.target.closest("[data-seq]");
    if (found && String(getSelection()) === "") choose(state.places.get(Number(found.dataset.seq)), true);
  });
  text.addEventListener("keydown", (event) => {
    const found = event.target.closest("[data-seq]");
    if (!found || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    choose(state.places.get(Number(found.dataset.seq)), true).then(() => side.querySelector("h2")?.focus());
  });
  const listener = (names) => {
    if (!text.isConnected) return decisions.listeners.delete(listener);
    if (names === null || names.length) markVerdicts(text, record);
  };
  decisions.listeners.add(listener);
  markVerdicts(text, record);
  const drawMode = () => drawOnly(text, record, lang);
  drawMode();
  text.addEventListener("mode", drawMode);
  const keys = {
    j: () => choose(state.chosen + 1), k: () => choose(state.chosen - 1),
    m: () => setMode(text, text.dataset.mode === "removed" ? "both" : "removed"),
    o: () => { location.hash = lastRoutes.get(about.id) ?? routeToSource(about.id); },
    e: () => toggleDetails(main),
  };
  const first = state.places.get(seq) ?? -1;
  if (first < 0) swap(side, resting(record, () => choose(0)));
  const content = [
    documentHead(record, number, lang),
    record.stamp ? stampSection(record.stamp) : null,
    h("div", { class: "modes" }, modeButtons(text),
      h("p", { class: "quiet" }, SHOWS[record.shows][1], record.markup.removals
        ? `; ${many(record.markup.removals, "removal")} of bare markup, ${many(record.markup.chars, "code point")}, not shown` : ""),
      h("div", { class: "steps" },
        h("button", { type: "button", onclick: () => choose(state.chosen - 1) }, "Previous removal ", key("k")),
        h("button", { type: "button", onclick: () => choose(state.chosen + 1) }, "Next removal ", key("j")))),
    h("div", { class: "reading" }, text, side),
  ];
  const paper = (isPaper) => { byId("stamp-more").open = isPaper; };
  return { content, keys, paper, shown: () => {
    if (first >= 0) choose(first);
    else if (seq !== null) announce("This document has no such removal.", true);
  } };
}

/** Scrolls to *node*; once more when rows above it have got their true height. */
function inSight(node) {
  node.scrollIntoView({ block: "center" });
  requestAnimationFrame(() => node.scrollIntoView({ block: "center" }));
}

function modeButtons(text) {
  return h("div", { class: "segments", role: "group", "aria-label": "What is shown" }, Object.entries(MODES).map(([mode, words]) =>
    h("button", { type: "button", data: { mode }, "aria-pressed": String(mode === text.dataset.mode), onclick: () => setMode(text, mode) }, words)));
}

function setMode(text, mode) {
  viewDocument.mode = mode;
  text.dataset.mode = mode;
  text.dispatchEvent(new Event("mode"));
  for (const button of document.querySelectorAll(".segments button"))
    button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
  announce(`Shown: ${MODES[mode]}`);
}

function documentHead(record, number, lang) {
  const { stamp } = record;
  const held = record.outcome === "document" ? null : [h("span", { class: "warn" }, `quarantined: ${record.code}`), " ", foreign(record.detail)];
  return h("header", { class: "document-head" },
    h("h1", { tabindex: -1, lang, dir: "auto" }, record.title || h("span", { class: "quiet" }, foreign(record.path ?? record.id))),
    pairs([
      ["Outcome", held],
      ["Source", inside(routeToSource(RUN.sources[record.source].id), {}, foreign(RUN.sources[record.source].id))],
      ["Page", record.url ? outside(record.url) : record.path ? h("bdi", { class: "address" }, record.path) : null],
      ["Captured", record.day], ["Language", h("code", { class: "tag" }, stamp?.language?.tag ?? record.language)],
      ["Kept", `${count(record.chars_out)} of ${many(record.chars_in, "code point")}`],
      ["Removed", percent(record.removed_share)], ["Risk", [riskMark(record.risk), record.doubt ? ` ${record.doubt}` : ""]],
      ["Repaired", record.repairs ? many(record.repairs, "stretch of bytes", "stretches of bytes") : null],
      ["Document", h("code", { class: "digest" }, record.id)],
    ], "pairs inline"),
    barcode(record));
}

const resting = (record, start) => record.removals.length
  ? h("div", { class: "card" }, h("h2", {}, many(record.removals.length, "removal")),
    h("p", { class: "quiet" }, "Choose one in the text, or go from one to the next with ", key("j"), " and ", key("k"), "."),
    h("button", { type: "button", class: "act", onclick: start }, "First removal"), legendOf(record))
  : h("div", { class: "card" }, h("h2", {}, "Nothing was removed by a rule"));

function legendOf(record) {
  const sums = new Map();
  for (const removal of record.removals) {
    const category = ruleOf(removal.rule)?.category ?? "repair";
    sums.set(category, (sums.get(category) ?? 0) + 1);
  }
  return h("ul", { class: "categories" }, [...sums].sort((one, two) => two[1] - one[1]).map(([category, number]) =>
    h("li", {}, chip(category), h("span", { class: "number" }, count(number)))));
}

// The text in rows: what stands in a line of the source, and what of it is in the clean text.

function textOf(record, lang) {
  const rows = rowsOf(record);
  const cells = (row) => [h("div", { class: "src", lang, dir: "auto" }, row.left), h("div", { class: "cln", lang, dir: "auto" }, row.right)];
  const [title] = SHOWS[record.shows];
  return [
    h("div", { class: "line heads" }, h("h2", { class: "src" }, title), h("h2", { class: "cln" }, "Clean text")),
    blocks(rows.map((row) => h("div", { class: "line" }, cells(row)))),
    h("div", { class: "only" }),
  ];
}

/** *nodes* in blocks, which are laid out when they come into sight. */
function blocks(nodes) {
  const made = [];
  for (let first = 0; first < nodes.length; first += BLOCK) made.push(h("div", { class: "block" }, nodes.slice(first, first + BLOCK)));
  return made;
}

/** The removals alone, one below the other: made when somebody asks for them. */
function drawOnly(text, record, lang) {
  const place = text.querySelector(".only");
  if (text.dataset.mode !== "removed" || place.hasChildNodes()) return;
  put(place, h("h2", {}, "Removed only"), record.removals.length
    ? blocks(record.removals.map((removal) => h("div", { class: "item" }, h("span", { class: "line-number" }, count(removal.line)),
      h("div", { lang, dir: "auto" }, removedNode(removal)))))
    : h("p", { class: "empty" }, "Nothing was removed by a rule."));
  markVerdicts(text, record);
}

/** *record.pieces* as rows of a left and a right cell. */
function rowsOf(record) {
  const rows = [];
  let row = { left: [], right: [] };
  let isAtStart = true;
  const end = () => {
    if (row.left.length || row.right.length) rows.push(row);
    row = { left: [], right: [] };
    isAtStart = true;
  };
  const both = (text) => {
    const lines = text.split("\n");
    lines.forEach((line, place) => {
      if (place) end();
      if (!line) return;
      row.left.push(line);
      row.right.push(line);
      isAtStart = false;
    });
  };
  for (const piece of record.pieces) {
    if (typeof piece === "string") both(piece);
    else if (typeof piece === "number") {
      const removal = record.removals[piece];
      const text = removal.text ?? "";
      if (/^\r?\n/.test(text) && !isAtStart) end();
      row.left.push(removedNode(removal));
      if (removal.replacement) row.right.push(removal.replacement);
      isAtStart = false;
      if (/\n\s*$/.test(text) || /\n/.test(removal.replacement)) end();
    } else if ("cut" in piece) {
      end();
      row.left.push(h("span", { class: "cut" }, `${count(piece.cut)} code points not shown`));
      end();
    } else {
      if (piece.b.trim()) row.left.push(h("span", { class: "bare" }, piece.b));
      else if (!/\n/.test(piece.b)) row.left.push(piece.b);
      if (piece.r && !/\n/.test(piece.r)) row.right.push(piece.r);
      if (/\n/.test(piece.b) || /\n/.test(piece.r)) end();
    }
  }
  end();
  return rows;
}

/** A removal in its place: a button within `<del>`, named by category and rule. */
function removedNode(removal) {
  const rule = ruleOf(removal.rule);
  const category = rule?.category ?? "repair";
  const text = removal.text === null ? removal : { ...removal, text: removal.text.replace(/^(\r?\n)+|(\r?\n)+$/g, "") };
  return h("del", { class: `removed ${look(category)}`, data: { seq: removal.seq, label: category } },
    h("span", { role: "button", tabindex: 0 }, unseen(`removed: ${category}, ${rule?.id ?? "core/repair"}: `),
      text.text === "" ? removedText(removal) : removedText(text)));
}

/** Writes the verdicts on the removals in the text. */
function markVerdicts(text, record) {
  if (!decisions.made.size && !text.querySelector("[data-verdict]")) return;
  const bySeq = new Map(record.removals.map((removal) => [removal.seq, removal]));
  for (const node of text.querySelectorAll("[data-seq]")) {
    const verdict = verdictOn(record.id, bySeq.get(Number(node.dataset.seq)))?.verdict;
    if (verdict) node.dataset.verdict = verdict;
    else delete node.dataset.verdict;
  }
}

/** The group of a removal, or null when the report does not have it. */
async function groupOfRemoval(record, removal) {
  const source = await sourceAt(record.source);
  const index = source.indexOf(removal.group);
  return index < 0 ? null : { source, index, target: await groupTarget(source, index, await source.group(index)) };
}

function removalCard(record, removal, place, group, choose) {
  const rule = ruleOf(removal.rule);
  const alone = spanTarget(record, removal);
  const targets = !group ? [alone] : group.target.count > 1 ? [group.target, alone] : [group.target];
  const about = RUN.sources[record.source].id;
  return h("article", { class: "card", "aria-labelledby": "card-title" },
    h("header", {}, h("h2", { id: "card-title", tabindex: -1 }, `Removal ${count(place + 1)} of ${count(record.removals.length)}`), chip(rule?.category)),
    h("p", { class: "rule-line" }, inside(routeToSource(about, { rule: rule?.id }), {}, ruleName(removal.rule))),
    h("p", { class: "why" }, foreign(rule?.why ?? "")),
    verdictBar(targets),
    pairs([
      ["Action", rule?.action === "lift" ? "lifted: out of the text, into the stamp" : "removed"],
      ["Line", count(removal.line)], ["Code points", `${count(removal.start)} – ${count(removal.end)} (${count(removal.chars)})`],
      ["In its place", removal.replacement ? h("code", {}, JSON.stringify(removal.replacement)) : null],
      ["Captured", Object.keys(removal.captured).length ? h("ul", { class: "facts" }, Object.entries(removal.captured).map(([kind, values]) =>
        h("li", {}, h("span", { class: "quiet" }, `${kind} `), values.map((value, turn) => [turn ? ", " : "", foreign(value)])))) : null],
      ["Confidence", removal.confidence === null ? null : percent(removal.confidence)],
      ["Risk", [riskMark(removal.risk), removal.reasons.length ? ` ${removal.reasons.join(", ")}` : ""]],
      ["Alike", group && group.target.count > 1 ? inside(routeToSource(about, { view: "groups", rule: rule?.id }), {}, `${count(group.target.count)} in this source`) : "none"],
      ["SHA-256", removal.sha256 ? h("code", { class: "digest" }, removal.sha256) : null],
    ]),
    h("div", { class: "steps" },
      h("button", { type: "button", disabled: place === 0, onclick: () => choose(place - 1) }, "Previous"),
      h("button", { type: "button", disabled: place === record.removals.length - 1, onclick: () => choose(place + 1) }, "Next")));
}
