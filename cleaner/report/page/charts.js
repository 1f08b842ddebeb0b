// Small pictures. Each has a name that says in words what it shows.

/** A bar cut into *parts* `[class, amount, words]` of *whole*. */
function bar(parts, whole, words) {
  const segments = parts
    .filter(([, amount]) => amount > 0)
    .map(([style, amount, title]) =>
      h("span", { class: `segment ${style}`, title, vars: { width: `${(100 * amount) / (whole || 1)}%` } }),
    );
  return h("span", { class: "bar", role: "img", "aria-label": words }, segments);
}

/** Kept and removed text, the removed by family. */
function fateBar(charsOut, removedChars, removed) {
  const families = byFamily(removed);
  const sum = families.reduce((total, [, chars]) => total + chars, 0) || 1;
  const whole = charsOut + removedChars || 1;
  const parts = families.map(([name, chars]) => [
    `f-${name}`,
    (removedChars * chars) / sum,
    `${FAMILIES[name].words}: ${percent(chars / whole)} of all`,
  ]);
  const kept = ["kept", whole - removedChars, `kept: ${percent(1 - removedChars / whole)}`];
  return bar([kept, ...parts], whole, `${percent(removedChars / whole)} was removed`);
}

/** A bar of one amount beside others of the same *most*. */
const amountBar = (amount, most, style = "amount") =>
  h("span", { class: "bar thin", "aria-hidden": "true" }, amount > 0
    ? h("span", { class: `segment ${style}`, vars: { width: `${Math.min(100, (100 * amount) / (most || 1))}%` } })
    : null);

/** The share that a rule fired on: interval as a line, share seen as a dot, `expect` as an upright stroke. */
function intervalMark(rule, wide = 132) {
  const at = (share) => 4 + share * (wide - 8);
  const seen = shareOf(rule.fired, rule.pages);
  const expected = rule.expect === null ? "no expectation" : `expected on ${percent(rule.expect)}`;
  const words = `seen on ${percent(seen)} of pages, 95 % interval ${percent(rule.low)} to ${percent(rule.high)}, ${expected}`;
  return s(
    "svg",
    { class: `interval state-${rule.state}`, viewBox: `0 0 ${wide} 16`, width: wide, height: 16, role: "img", "aria-label": words },
    s("title", {}, words),
    s("line", { class: "axis", x1: at(0), x2: at(1), y1: 8, y2: 8 }),
    s("line", { class: "range", x1: at(rule.low), x2: Math.max(at(rule.high), at(rule.low) + 1), y1: 8, y2: 8 }),
    s("circle", { class: "seen", cx: at(seen), cy: 8, r: 3.2 }),
    rule.expect === null ? null : s("path", { class: "expect", d: `M${at(rule.expect)} 1v14` }),
  );
}

/** Shares over time as a line: *days* are `[day, documents, share]`. */
function sparkline(days, wide = 120, high = 24) {
  if (days.length < 2) return h("span", { class: "quiet" }, "–");
  const most = Math.max(...days.map(([, , share]) => share), 0.001);
  const least = Math.min(...days.map(([, , share]) => share));
  const x = (place) => 3 + (place * (wide - 6)) / (days.length - 1);
  const y = (share) => high - 3 - ((high - 6) * share) / most;
  const points = days.map(([, , share], place) => `${x(place).toFixed(1)},${y(share).toFixed(1)}`);
  const last = days.length - 1;
  const words = `share removed by day, ${days[0][0]} to ${days[last][0]}: lowest ${percent(least)}, highest ${percent(most)}`;
  return s(
    "svg",
    { class: "spark", viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: "img", "aria-label": words },
    s("title", {}, words),
    s("line", { class: "axis", x1: 3, x2: wide - 3, y1: high - 2.5, y2: high - 2.5 }),
    s("polyline", { points: points.join(" ") }),
    s("circle", { cx: x(last), cy: y(days[last][2]), r: 2.2 }),
  );
}

/** Where in a document text was removed: the whole from left to right. */
function barcode(record) {
  const whole = Math.max(record.chars_in, 1);
  const drawn = record.removals.length > 1500 ? record.removals.filter((_, place) => place % 8 === 0) : record.removals;
  const marks = drawn.map((removal) =>
    s("rect", {
      class: look(ruleOf(removal.rule)?.category),
      x: ((1000 * removal.start) / whole).toFixed(2),
      width: Math.max((1000 * (removal.end - removal.start)) / whole, 1.5).toFixed(2),
      y: 0,
      height: 14,
    }),
  );
  const words = `where text was removed, from the beginning to the end of the document: ${many(record.removals.length, "place")}`;
  return s(
    "svg",
    { class: "barcode", viewBox: "0 0 1000 14", preserveAspectRatio: "none", role: "img", "aria-label": words },
    s("rect", { class: "ground", x: 0, y: 0, width: 1000, height: 14 }),
    marks,
  );
}
