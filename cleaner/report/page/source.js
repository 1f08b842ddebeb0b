// One source: its groups, single removals in order of risk, rules and documents, with filters.

const VIEWS = { groups: "Alike", single: "Single, by risk", rules: "Rules", documents: "Documents" };

/** The view of the source of this *id*; *query* says what is chosen. */
async function viewSource(id, query) {
  const number = sourceNumber(id);
  if (number < 0) throw new Error(`This report has no source ${plain(id)}.`);
  const about = RUN.sources[number];
  drawTop([[RUN.result, "#/"], [id]]);
  document.title = `${plain(id)} – ${plain(RUN.result)}`;
  const source = await sourceAt(number);
  const { groups, single } = source.parts;
  const first = groups.length ? "groups" : single.length ? "single" : "rules";
  const asked = query.get("view");
  // A rule that took nothing twice is still found when somebody comes for it.
  const wanted = ruleNumber(query.get("rule"));
  const found = wanted < 0 ? first : ["groups", "single"].find((part) => source.parts[part].some((index) => ruleOf(source.groups.rule[index]).id === query.get("rule"))) ?? "rules";
  const view = Object.hasOwn(VIEWS, asked ?? "") ? asked : found;
  const inner = { groups: groupsView, single: groupsView, rules: rulesView, documents: documentsView }[view];
  const route = (name) => routeToSource(id, { view: name, ...(name === "documents" ? {} : { rule: query.get("rule"), category: query.get("category") }) });
  const numbers = { groups: groups.length, single: single.length, rules: about.rules.length, documents: source.documents.number.length };
  const parts = tabs(`Parts of ${plain(id)}`, Object.entries(VIEWS).map(([name, words]) => [name, words, numbers[name], route(name)]), view);
  const shown = inner(source, view, query);
  return { ...shown, content: [sourceHead(about), parts, shown.content] };
}

function sourceHead(about) {
  const held = Object.values(about.quarantined).reduce((total, number) => total + number, 0);
  return h("header", { class: "source-head" },
    h("div", {}, h("h1", { tabindex: -1 }, foreign(about.id)),
      about.name && about.name !== about.id ? h("p", { class: "quiet" }, foreign(about.name)) : null),
    pairs([
      ["Documents", count(about.documents)], ["Removed", percent(shareOf(about.removed_chars, about.chars_in))],
      ["Removals", count(about.removals)], ["Groups", count(about.groups)],
      ["Quarantined", held ? h("span", { class: "warn", title: codesOf(about.quarantined) }, count(held)) : null],
      ["Captured", dayRange(about.first, about.last)],
      ["Removed by day", about.by_day.length > 1 ? sparkline(about.by_day, 160, 28) : null],
    ], "figures small"),
    about.chars_in ? h("div", { class: "fate" }, fateBar(about.chars_in - about.removed_chars, about.removed_chars, about.removed),
      legend(about.removed, about.chars_in, about.removed_chars)) : null);
}

// Groups and single removals

/** The group that was chosen last, by source and part; the address of each source as it was left. */
const lastChosen = new Map();
const lastRoutes = new Map();
let goesOn = false;

function groupsView(source, view, query) {
  const part = source.parts[view];
  const id = source.about.id;
  const state = { indices: [], rule: query.get("rule") ?? "", category: query.get("category") ?? "", q: query.get("q") ?? "", judged: query.get("judged") ?? "" };
  const card = h("div", { class: "card-place", "aria-live": "off" });
  const found = h("p", { class: "found quiet", role: "status" });
  const all = h("button", { type: "button", id: "accept-all", onclick: () => sweep() });
  let turn = 0;
  let isSweeping = false;

  const list = new LongList({
    name: "groups", label: view === "groups" ? "Groups of identical removals, most frequent first" : "Single removals, riskiest first",
    row: (place, again) => groupRow(source, state.indices[place], again),
    onselect: async (place) => {
      const mine = ++turn;
      putAway(card);
      lastChosen.set(`${id} ${view}`, names[state.indices[place]]);
      try {
        const shown = await groupCard(source, state.indices[place]);
        if (mine === turn && card.isConnected) layOut(card, shown);
      } catch (error) {
        if (mine === turn) layOut(card, trouble(error));
      }
    },
    onopen: (place) => openGroup(source, state.indices[place]),
  });

  const names = source.groups.key;
  function fits(index) {
    const rule = ruleOf(source.groups.rule[index]);
    if (state.rule && rule.id !== state.rule) return false;
    if (state.category && rule.category !== state.category) return false;
    if (state.judged) {
      const verdict = decisions.made.get(groupOf(names[index]))?.verdict ?? "open";
      if (verdict !== state.judged) return false;
    }
    return !state.q || source.texts[index].includes(state.q.toLowerCase());
  }
  /** Shows what fits, with the group of this *key* chosen when it is among them. */
  async function filter(key = null) {
    if (state.q && !source.texts) {
      await source.searchable((share) => swap(found, `Reading all texts: ${percent(share)}`));
      if (!list.node.isConnected) return;
    }
    state.indices = part.filter(fits);
    const whole = part.length;
    const size = state.indices.length;
    swap(found, size === whole ? many(whole, view === "groups" ? "group" : "removal") : `${count(size)} of ${count(whole)}`,
      size > MOST_HEIGHT / 60 ? ". More than a list can hold: choose a rule or a category" : "");
    const chosen = key === null ? -1 : state.indices.findIndex((index) => names[index] === key);
    list.set(size, chosen < 0 ? (size ? 0 : -1) : chosen);
    drawAll();
    if (!size) {
      turn++;
      layOut(card, h("p", { class: "empty" }, whole ? "No removal fits the filter." : view === "groups" ? "Nothing was removed twice here." : "No removal stands alone."));
    }
    const words = { view, rule: state.rule, category: state.category, q: state.q, judged: state.judged };
    history.replaceState(null, "", routeToSource(id, words));
    lastRoutes.set(id, location.hash);
  }
  function drawAll() {
    const open = openOf(source, state.indices).length;
    all.disabled = !open || isSweeping;
    swap(all, isSweeping ? "Reading…" : open > 1 ? `Accept all ${count(open)} open` : open ? "Accept the open one" : "None open", open ? [" ", key("*")] : null);
  }
  async function sweep() {
    if (isSweeping) return;
    isSweeping = true;
    drawAll();
    try {
      await acceptAll(source, [...state.indices], () => list.node.isConnected, (share) => swap(all, `Reading: ${percent(share)}`));
    } catch (error) {
      announce(`Nothing was accepted: ${error.message}`, true);
    }
    isSweeping = false;
    if (state.judged && list.node.isConnected) await filter();
    else drawAll();
  }
  /** Only the rule of the chosen group, and back to all. */
  function alone() {
    const index = state.indices[list.chosen];
    if (state.rule) state.rule = "";
    else if (index !== undefined) state.rule = ruleOf(source.groups.rule[index]).id;
    byId("filter-rule").value = state.rule;
    filter(names[index] ?? null);
    announce(state.rule ? `Only ${state.rule}` : "All rules");
  }
  const listener = (changed) => {
    if (!list.node.isConnected) return decisions.listeners.delete(listener);
    drawAll();
    if (changed === null) return list.refresh();
    const said = new Set(changed);
    for (const [place] of list.rows) if (said.has(groupOf(names[state.indices[place]]))) list.again(place);
  };
  decisions.listeners.add(listener);

  const keys = {
    j: () => list.step(1), k: () => list.step(-1),
    o: () => list.chosen >= 0 && openGroup(source, state.indices[list.chosen]),
    e: () => toggleDetails(card), f: () => alone(), "*": () => sweep(),
    "/": () => byId("filter-q")?.focus(),
    judged: () => goesOn && list.select(list.chosen + 1),
  };
  const content = h("div", { class: "desk" },
    filterBar(source, part, state, () => filter(), [all, found]),
    h("div", { class: "panes" }, list.node, card));
  const shown = () => filter(lastChosen.get(`${id} ${view}`) ?? null).then(() => list.node.focus({ preventScroll: true }));
  return { content, keys, shown, paper: (isPaper) => list.spread(isPaper ? 200 : 0) };
}

function filterBar(source, part, state, filter, found) {
  const rules = [...new Set(part.map((index) => source.groups.rule[index]))].map((number) => ruleOf(number));
  const names = rules.map((rule) => rule.id).sort();
  const categories = [...new Set(rules.map((rule) => rule.category))].sort();
  const choice = (name, label, options, words = {}) => h("label", {}, h("span", {}, label),
    h("select", { id: `filter-${name}`, onchange: (event) => { state[name] = event.target.value; filter(); } },
      h("option", { value: "" }, "any"),
      options.map((option) => h("option", { value: option, selected: option === state[name] }, words[option] ?? option))));
  const search = h("input", { type: "search", id: "filter-q", autocomplete: "off", spellcheck: "false",
    oninput: later((event) => { state.q = event.target.value; filter(); }, 180),
    onkeydown: (event) => event.key === "Enter" && byId("groups").focus() });
  search.value = state.q;
  const goOn = h("input", { type: "checkbox", id: "go-on", onchange: (event) => { goesOn = event.target.checked; } });
  goOn.checked = goesOn;
  return h("form", { class: "filters", role: "search", "aria-label": "Filter", onsubmit: (event) => event.preventDefault() },
    choice("rule", "Rule", state.rule && !names.includes(state.rule) ? [state.rule, ...names] : names),
    choice("category", "Category", categories),
    choice("judged", "Judged", ["open", "accept", "reject", "note"], { open: "not yet", accept: "right", reject: "wrong", note: "noted" }),
    h("label", { class: "grow" }, h("span", {}, "Text ", key("/")), search),
    h("label", { class: "check" }, goOn, h("span", {}, "next after a verdict")),
    found);
}

function groupRow(source, index, again) {
  const { groups } = source;
  const rule = ruleOf(groups.rule[index]);
  const record = source.at(index);
  if (!record) source.group(index).then(again, () => {});
  const times = groups.count[index];
  return [
    h("span", { class: "times" }, times > 1 ? [h("span", { class: "quiet", "aria-hidden": "true" }, "×"), short(times)] : [h("small", { "aria-hidden": "true" }, "risk"), riskMark(groups.risk[index])]),
    h("span", { class: "excerpt", dir: "auto", lang: Object.keys(source.about.languages)[0] }, record ? firstOf(record.text ?? `${count(record.chars)} code points`, 160).trim() || "white space" : "…"),
    h("span", { class: "about" }, chip(rule.category), " ", foreign(rule.id),
      times > 1 ? ` · ${many(groups.documents[index], "document")}` : record?.reasons.length ? ` · ${record.reasons.join(", ")}` : "",
      record && times > 1 && record.first?.day ? ` · ${dayRange(record.first.day, record.last?.day)}` : ""),
    verdictMark(decisions.made.get(groupOf(groups.key[index]))),
  ];
}

async function openGroup(source, index) {
  const { example } = await source.group(index);
  location.hash = routeToDocument(example.document, example.seq);
}

function toggleDetails(place) {
  const details = place.querySelector("details");
  if (details) details.open = !details.open;
}

// Rules

function rulesView(source, view, query) {
  const { about } = source;
  const wanted = query.get("rule");
  const columns = [
    { name: "Rule", by: (row) => ruleOf(row.rule).id, cell: (row) => [
      row.removals ? inside(routeToSource(about.id, { rule: ruleOf(row.rule).id }), {}, ruleName(row.rule)) : ruleName(row.rule),
      h("p", { class: "quiet small" }, foreign(ruleOf(row.rule).why))] },
    { name: "Category", by: (row) => ruleOf(row.rule).category ?? "", cell: (row) => {
      const { category, action } = ruleOf(row.rule);
      return category ? chip(category) : h("span", { class: "quiet" }, action ?? "–");
    } },
    ...ruleColumns((row) => row),
    { name: "Code points", by: (row) => row.chars, down: true, style: "number", cell: (row) => count(row.chars) },
    { name: "Groups", by: (row) => row.groups, down: true, style: "number", cell: (row) => count(row.groups) },
  ];
  const order = ["greedy", "above", "below", "dead", "ok", "idle"];
  const place = (row) => (ruleOf(row.rule).id === wanted ? -1 : order.indexOf(row.state));
  const rows = [...about.rules].sort((one, two) => place(one) - place(two) || two.removals - one.removals);
  return { content: section("Rules", "Line: 95 % interval of the share of pages; dot: seen; stroke: expected. Rules that fired nowhere come last.",
    sortable("Rules of this source", columns, rows)) };
}

// Documents

function documentsView(source) {
  const { documents } = source;
  const orders = {
    risk: ["riskiest first", (index) => -documents.risk[index]],
    removed: ["most removed first", (index) => -documents.removed[index]],
    least: ["least removed first", (index) => documents.removed[index]],
    long: ["longest first", (index) => -documents.chars[index]],
    order: ["as in the result", (index) => index],
  };
  let indices = [];
  const list = new LongList({
    name: "documents", label: "Documents of this source",
    row: (place) => documentRow(documents, indices[place]),
    onopen: (place) => { location.hash = routeToDocument(documents.number[indices[place]]); },
  });
  list.node.addEventListener("click", (event) => event.target.closest(".row") && list.onopen(list.chosen));
  const found = h("p", { class: "found quiet", role: "status" });
  const state = { order: "risk", outcome: "", q: "" };
  function fill() {
    const words = state.q.toLowerCase();
    indices = documents.number.map((_, index) => index)
      .filter((index) => (!state.outcome || documents.outcome[index] === state.outcome) && (!words || (documents.title[index] ?? "").toLowerCase().includes(words)));
    const by = orders[state.order][1];
    indices.sort((one, two) => by(one) - by(two) || one - two);
    swap(found, many(indices.length, "document"), documents.number.length < source.about.documents ? ` shown of ${count(source.about.documents)} in the run` : "");
    list.set(indices.length);
  }
  const keys = { j: () => list.step(1), k: () => list.step(-1), o: () => list.onopen(list.chosen), "/": () => byId("filter-q")?.focus() };
  const choice = (name, label, options) => h("label", {}, h("span", {}, label),
    h("select", { onchange: (event) => { state[name] = event.target.value; fill(); } }, options.map(([value, words]) => h("option", { value }, words))));
  const content = h("div", { class: "desk one" },
    h("form", { class: "filters", role: "search", "aria-label": "Filter", onsubmit: (event) => event.preventDefault() },
      choice("order", "Order", Object.entries(orders).map(([name, [words]]) => [name, words])),
      choice("outcome", "Outcome", [["", "any"], ...[...new Set(documents.outcome)].sort().map((outcome) => [outcome, outcome])]),
      h("label", { class: "grow" }, h("span", {}, "Title ", key("/")), h("input", { type: "search", id: "filter-q", autocomplete: "off",
        oninput: later((event) => { state.q = event.target.value; fill(); }, 120) })),
      found),
    list.node);
  const shown = () => { fill(); list.node.focus({ preventScroll: true }); };
  return { content, keys, shown, paper: (isPaper) => list.spread(isPaper ? 400 : 0) };
}

function documentRow(documents, index) {
  const outcome = documents.outcome[index];
  return [
    h("span", { class: "times" }, h("small", { "aria-hidden": "true" }, "risk"), riskMark(documents.risk[index])),
    h("span", { class: "excerpt", dir: "auto" }, documents.title[index] || `Document ${count(documents.number[index] + 1)}, without a title`),
    h("span", { class: "about" }, outcome === "document" ? `${many(documents.chars[index], "code point")} kept` : h("span", { class: "warn" }, `quarantined: ${outcome}`),
      ` · ${percent(documents.removed[index])} removed`),
    h("span", { class: "small-bar" }, bar([["kept", 1 - documents.removed[index], null], ["gone", documents.removed[index], null]], 1, `${percent(documents.removed[index])} removed`)),
  ];
}
