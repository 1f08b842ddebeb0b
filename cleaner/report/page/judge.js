// Judging: the card of a group or a removal, its verdict, its note.

/** What the keys judge: the target of the card on the table, the removal alone where there are more, its note. */
const judge = { target: null, alone: null, openNote: null };
const bars = new WeakMap();

/** Nothing is meant until the next card is there; *place* waits for it. */
function putAway(place = null) {
  Object.assign(judge, { target: null, alone: null, openNote: null });
  place?.setAttribute("aria-busy", "true");
}

/** Puts *card* into *place*: from now on the keys mean it, and no other that may still be on its way. */
function layOut(place, card) {
  putAway();
  swap(place, card).removeAttribute("aria-busy");
  Object.assign(judge, bars.get(place.querySelector(".verdict-bar")));
}

/** What a decision on a group speaks of. */
async function groupTarget(source, index, record) {
  const rule = ruleOf(record.rule);
  const example = record.example;
  return {
    scope: "group", source: source.about.id, rule: rule.id, category: rule.category, group: record.key,
    doc_id: (await documentAt(example.document)).id, seq: example.seq, count: record.count,
    text: firstOf(record.text ?? "", MOST_TEXT),
  };
}

/** What a decision on one removal in a document speaks of. */
function spanTarget(record, removal) {
  const rule = ruleOf(removal.rule);
  return {
    scope: "span", source: RUN.sources[record.source].id, rule: rule.id, category: rule.category, group: removal.group,
    doc_id: record.id, seq: removal.seq, count: 1, text: firstOf(removal.text ?? "", MOST_TEXT),
  };
}

/** Gives *target* a verdict, or takes it away when it has that one already; the note stays. */
function decide(target, verdict) {
  const name = keyOf(target);
  const known = decisions.made.get(name);
  const isBack = known?.verdict === verdict;
  const next = isBack ? (known.note ? { ...known, verdict: "note" } : null) : { verdict, ...target, note: known?.note ?? "" };
  const words = isBack ? "verdict taken back" : { accept: "accepted", reject: "rejected" }[verdict];
  const what = `${target.rule}, ${many(target.count, "removal")}`;
  decisions.change([[name, next]], `${words}: ${what}`);
  announce(`${words[0].toUpperCase()}${words.slice(1)}: ${what}. ${count(decisions.judged())} of ${many(RUN.groups, "group")} judged.`);
}

/** Writes a note to *target*; with an empty one and no verdict nothing is left. */
function annotate(target, note) {
  const name = keyOf(target);
  const known = decisions.made.get(name);
  if (!note && !known) return;
  const next = !note && known?.verdict === "note" ? null : { verdict: known?.verdict ?? "note", ...target, note };
  decisions.change([[name, next]], `note on ${target.rule}`);
  announce(note ? "Note kept." : "Note removed.");
}

/** What becomes of a rejection, so that nobody has to try it. */
function outcomeOf(target) {
  if (target.category === "outside-body")
    return "If rejected: no exception can bring it back, for it stands outside of the article's element. review apply says which line of the rules to edit.";
  const what = target.count === 1 ? "it" : `all ${count(target.count)}`;
  return `If rejected: review apply writes an exception for pages of ${target.source} that brings ${what} back, and a test.`;
}

/** The buttons and the note of *targets*: the first is of all alike; a second is of this removal alone. */
function verdictBar(targets) {
  const [target] = targets;
  const place = h("div", { class: "verdict-bar" });
  const field = h("textarea", { rows: 2, id: "note", "aria-label": "Note", placeholder: "Why? Enter keeps the note, Escape leaves it.",
    onkeydown: (event) => {
      if (event.key === "Enter" && !event.shiftKey) event.preventDefault(), finish(true);
      else if (event.key === "Escape") event.stopPropagation(), finish(false);
    } });
  let isOpen = false;
  function finish(isKept) {
    if (!isOpen) return;
    isOpen = false;
    if (isKept) annotate(target, field.value.trim());
    draw();
    place.querySelector("[data-act=note]")?.focus();
  }
  function button(one, verdict, words, letter) {
    const isOn = decisions.made.get(keyOf(one))?.verdict === verdict;
    return h("button", { type: "button", class: `act ${verdict}`, "aria-pressed": String(isOn), data: { act: verdict, scope: one.scope },
      onclick: () => decide(one, verdict) }, verdictMark({ verdict, note: "" }).firstChild, words, letter ? key(letter) : null);
  }
  function draw() {
    const known = decisions.made.get(keyOf(target));
    const keptFocus = place.contains(document.activeElement) ? document.activeElement.dataset : null;
    swap(place, targets.map((one, turn) => h("div", { class: "acts", role: "group", "aria-label": scopeWords(one) },
      targets.length > 1 ? h("span", { class: "scope" }, scopeWords(one)) : null,
      button(one, "accept", "Accept", turn ? "A" : "a"), button(one, "reject", "Reject", turn ? "R" : "r"),
      turn ? null : h("button", { type: "button", class: "act", data: { act: "note", scope: one.scope }, onclick: () => open() },
        h("span", { "aria-hidden": "true" }, "✎"), known?.note ? "Change note" : "Note", key("n")))),
      known?.note && !isOpen ? h("p", { class: "kept-note" }, foreign(known.note)) : null,
      isOpen ? field : null,
      h("p", { class: "quiet small" }, foreign(outcomeOf(target))));
    if (keptFocus?.act) place.querySelector(`[data-act="${keptFocus.act}"][data-scope="${keptFocus.scope}"]`)?.focus();
  }
  function open() {
    isOpen = true;
    field.value = decisions.made.get(keyOf(target))?.note ?? "";
    draw();
    field.focus();
  }
  const listener = () => {
    if (!place.isConnected) decisions.listeners.delete(listener);
    else if (!isOpen) draw();
  };
  decisions.listeners.add(listener);
  draw();
  bars.set(place, { target, alone: targets[1] ?? null, openNote: open });
  return place;
}

const scopeWords = (target) => target.scope === "span" ? "Only this one" : target.count === 1 ? "This removal" : `All ${count(target.count)} alike`;

/** Context around a removal: lines before and behind, the removal marked. */
function contextOf(record, category, lang) {
  const line = (text) => h("p", { class: "around", dir: "auto" }, text || "\u00a0");
  const { before, after } = record.example;
  return h("figure", { class: "context", lang },
    before.map(line), h("p", { dir: "auto" }, mark(record, category)), after.map(line));
}

/** A removed text as such: colour, pattern and label of its category. */
const mark = (item, category) =>
  h("del", { class: `removed ${look(category)}`, data: { label: category ?? "repair" } }, unseen(`removed, ${category ?? "repair"}: `), removedText(item));

/** All there is to know about a group, and its verdict. */
async function groupCard(source, index) {
  const record = await source.group(index);
  const target = await groupTarget(source, index, record);
  const rule = ruleOf(record.rule);
  const about = source.about.rules.find((entry) => ruleOf(entry.rule).id === rule.id);
  const first = await documentAt(record.example.document);
  const title = record.count === 1 ? "One removal" : `${count(record.count)} removals alike`;
  const seen = (end, words) => end ? [end.day ?? "no day known", " ", inside(routeToDocument(end.document), {}, words)] : null;
  return h("article", { class: "card", "aria-labelledby": "card-title" },
    h("header", {}, h("h2", { id: "card-title" }, title, h("span", { class: "quiet" }, ` in ${many(record.documents, "document")}`)), chip(rule.category)),
    h("p", { class: "rule-line" }, inside(routeToSource(source.about.id, { rule: rule.id }), {}, ruleName(record.rule)), rule.action === "lift" ? h("span", { class: "tag" }, "lifted into the stamp") : null),
    h("p", { class: "why" }, foreign(rule.why)),
    verdictBar([target]),
    contextOf(record, rule.category, first.language),
    pairs([
      ["Stands in", [inside(routeToDocument(record.example.document, record.example.seq), { class: "open-document" },
        foreign(first.title || first.path || first.id)), ` line ${count(record.example.line)} `, key("o")]],
      ["First seen", seen(record.first, "document")], ["Last seen", record.count > 1 ? seen(record.last, "document") : null],
      ["Length", `${many(record.chars, "code point")}${record.count > 1 ? ` each, ${count(record.chars * record.count)} in all` : ""}`],
      ["Spellings", record.variants > 1 ? `${count(record.variants)}, which differ in width, script, space or numbers` : null],
      ["SHA-256", record.sha256 ? h("code", { class: "digest" }, record.sha256) : null],
      ["Risk", [riskMark(record.risk), record.reasons.length ? ` ${record.reasons.join(", ")}` : ""]],
      ["The rule", about ? [intervalMark(about), ` on ${count(about.fired)} of ${many(about.pages, "page")}: `, STATE_WORDS[about.state] ?? about.state] : null],
    ]),
    record.at.length > 1 ? placesOf(record) : null);
}

function placesOf(record) {
  const shown = 12;
  const link = ([number, seq]) => h("li", {}, inside(routeToDocument(number, seq), {}, `document ${count(number + 1)}`));
  const more = record.at.slice(shown);
  const left = record.count - record.at.length;
  return h("details", { class: "places" }, h("summary", {}, `Where it stands: ${many(record.count, "place")} `, key("e")),
    h("ul", { class: "links" }, record.at.slice(0, shown).map(link), more.map(link), left > 0 ? h("li", { class: "quiet" }, `and ${count(left)} more`) : null));
}
