// Accepting a whole list: what a filter shows and nobody has judged or noted yet, in one step that can be undone.

/** Those of *indices* on which nothing has been said. */
const openOf = (source, indices) => indices.filter((index) => !decisions.made.has(groupOf(source.groups.key[index])));

/** Accepts those of *indices* that are open; *isThere* tells whether the list still stands, *progress* hears how far it is. */
async function acceptAll(source, indices, isThere, progress) {
  const open = openOf(source, indices);
  if (!open.length) return announce("Nothing is open here: all that is shown has been judged or noted.");
  const found = [];
  for (const index of open) found.push([index, await source.group(index)]);
  // Document after document, so that each chunk is inflated once.
  const order = [...found].sort(([, one], [, two]) => one.example.document - two.example.document);
  const targets = new Map();
  for (const [turn, [index, record]] of order.entries()) {
    targets.set(index, await groupTarget(source, index, record));
    if (turn % 500 === 499) progress(turn / order.length);
  }
  if (!isThere()) return announce("Nothing was accepted: the list was left before it had been read.");
  // What was judged meanwhile keeps its verdict.
  const entries = openOf(source, open).map((index) => {
    const target = targets.get(index);
    return [keyOf(target), { verdict: "accept", ...target, note: "" }];
  });
  const removals = entries.reduce((total, [, { count: times }]) => total + times, 0);
  const what = `${many(entries.length, "group")} of ${source.about.id}, ${many(removals, "removal")}`;
  decisions.change(entries, `accepted: ${what}`);
  announce(`Accepted: ${what}. To take it back: u. ${count(decisions.judged())} of ${many(RUN.groups, "group")} judged.`);
}
