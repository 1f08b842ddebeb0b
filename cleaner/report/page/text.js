// Words and numbers: what people read, and characters that would otherwise not be seen.

const NAMES = new Map([
  ["0000", "null"], ["000D", "carriage return"], ["001B", "escape"], ["007F", "delete"], ["00AD", "soft hyphen"],
  ["061C", "Arabic letter mark"], ["200B", "zero width space"], ["200C", "zero width non-joiner"],
  ["200D", "zero width joiner"], ["200E", "left-to-right mark"], ["200F", "right-to-left mark"],
  ["2028", "line separator"], ["2029", "paragraph separator"], ["202A", "left-to-right embedding"],
  ["202B", "right-to-left embedding"], ["202C", "pop directional formatting"], ["202D", "left-to-right override"],
  ["202E", "right-to-left override"], ["2060", "word joiner"], ["2066", "left-to-right isolate"],
  ["2067", "right-to-left isolate"], ["2068", "first strong isolate"], ["2069", "pop directional isolate"],
  ["FEFF", "byte order mark"],
]);

// Joiners between Arabic or Indic letters and inside emoji, and selectors behind Han characters, are spelling.
const HIDDEN = new RegExp(
  "([\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5" +
    "\\u180b-\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb]" +
    "|\\r(?!\\n)|[\\u{e0000}-\\u{e00ff}\\u{e01f0}-\\u{e0fff}]|(?<!\\p{Script=Han})[\\u{e0100}-\\u{e01ef}]" +
    "|(?<![\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Tamil}" +
    "\\p{Script=Telugu}\\p{Script=Malayalam}\\p{Script=Kannada}\\p{Script=Gujarati}\\p{Script=Sinhala}])\\u200c" +
    "|(?<![\\p{Script=Arabic}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Malayalam}\\p{Script=Kannada}" +
    "\\p{Script=Sinhala}\\p{Extended_Pictographic}\\ufe0f\\u{1f3fb}-\\u{1f3ff}])\\u200d" +
    "|\\p{Surrogate})\\1*",
  "gu",
);
const MOST_TOKENS = 2000;

/** The code of a character that is not seen: `U+202E`, and how often it stands there. */
function codeOf(run) {
  const code = run.codePointAt(0);
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  const times = run.length / (code > 0xffff ? 2 : 1);
  return { hex, label: times > 1 ? `U+${hex} ×${count(times)}` : `U+${hex}`, name: NAMES.get(hex) ?? "not visible" };
}

/** *text* with hidden characters spelt out, for attributes and titles. */
function plain(text) {
  return text.replace(HIDDEN, (run) => `[${codeOf(run).label}]`);
}

/** Text nodes for *text*; what cannot be seen, or would turn the order of letters, stands there as a token. */
function pieces(text) {
  if (text.search(HIDDEN) < 0) return [document.createTextNode(text)];
  const nodes = [];
  let last = 0;
  for (const found of text.matchAll(HIDDEN)) {
    if (nodes.length > MOST_TOKENS) break;
    if (found.index > last) nodes.push(document.createTextNode(text.slice(last, found.index)));
    const { label, name } = codeOf(found[0]);
    const token = document.createElement("span");
    token.className = "hidden-char";
    token.dir = "ltr";
    token.title = name;
    token.textContent = label;
    nodes.push(token);
    last = found.index + found[0].length;
  }
  if (last < text.length) nodes.push(document.createTextNode(plain(text.slice(last))));
  return nodes;
}

const GROUPED = new Intl.NumberFormat("en");

/** 12345 as `12,345`. */
const count = (number) => GROUPED.format(number);

/** 12345678 as `12.3 M`, for places without room. */
function short(number) {
  for (const [size, sign] of [[1e9, " G"], [1e6, " M"], [1e4, " k"]])
    if (number >= size) return (number / (sign === " k" ? 1e3 : size)).toFixed(1).replace(/\.0$/, "") + sign;
  return count(number);
}

/** `1 page`, `2 pages`. */
const many = (number, word, words = `${word}s`) => `${count(number)} ${number === 1 ? word : words}`;

/** 0.3127 as `31.3 %`; a share that is not nothing never shows as 0. */
function percent(share) {
  const value = share * 100;
  if (value > 0 && value < 0.1) return "< 0.1 %";
  if (value < 100 && value > 99.9) return "> 99.9 %";
  return `${value.toFixed(value >= 10 || value === 0 ? (Number.isInteger(value) ? 0 : 1) : 1)} %`;
}

/** *part* of *whole*, 0 of nothing. */
const shareOf = (part, whole) => (whole ? part / whole : 0);

/** The first *most* code points. */
function firstOf(text, most) {
  let end = 0;
  for (let seen = 0; end < text.length && seen < most; seen++) end += text.codePointAt(end) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}
