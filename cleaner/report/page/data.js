// The data of the report: RUN at once, chunks when somebody looks at them.

const RUN = JSON.parse(byId("run").textContent);
const KEPT_CHUNKS = 40;
const chunks = new Map();

/** The last of the ascending *starts* `[first, chunk]` that is not behind *number*. */
function startOf(starts, number) {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle][0] <= number) low = middle;
    else high = middle - 1;
  }
  return starts[low];
}

const whenRead = new Promise((resolve) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve, { once: true });
  else resolve();
});

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

async function inflated(number) {
  // An element with a sibling behind it is whole; the last one is when everything has been read.
  if (!byId(`chunk-${number}`)?.nextSibling) await whenRead;
  const element = byId(`chunk-${number}`);
  if (!element) throw new Error("This file was cut short: a part of its data is missing. Make it again: cleaner report");
  if (typeof DecompressionStream === "undefined")
    throw new Error("This browser cannot read compressed data. The report needs Chrome 123, Firefox 120, Safari 17.5 or later.");
  const stream = new Blob([bytesOf(element.textContent)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** The content of chunk *number*. Those looked at last are kept. */
function chunk(number) {
  const known = chunks.get(number);
  chunks.delete(number);
  const promise = known ?? inflated(number);
  promise.catch(() => chunks.delete(number));
  chunks.set(number, promise);
  if (chunks.size > KEPT_CHUNKS) chunks.delete(chunks.keys().next().value);
  return promise;
}

/** The record of document *number*. */
async function documentAt(number) {
  const [first, at] = startOf(RUN.document_chunks, number) ?? [];
  const record = at === undefined ? null : (await chunk(at))[number - first];
  if (!record) throw new Error(`This report holds no document ${number}.`);
  return record;
}

/** The groups and documents of one source, as columns; texts come by the chunk. */
class Source {
  constructor(number, data) {
    this.number = number;
    this.about = RUN.sources[number];
    this.groups = data.groups;
    this.starts = data.group_chunks;
    this.documents = data.documents;
    this.held = new Map();
    this.texts = null;
    this.places = null;
    /** Which groups are shown as such, and which as single removals, in the order of the source. */
    this.parts = { groups: [], single: [] };
    this.groups.count.forEach((times, index) => this.parts[times > 1 ? "groups" : "single"].push(index));
  }

  /** The record of group *index*, when it is at hand. */
  at(index) {
    if (!this.starts.length) return null;
    const [first, number] = startOf(this.starts, index);
    return this.held.get(number)?.[index - first] ?? null;
  }

  /** The record of group *index*. */
  async group(index) {
    const [first, number] = startOf(this.starts, index);
    const records = await chunk(number);
    this.held.delete(number);
    this.held.set(number, records);
    if (this.held.size > KEPT_CHUNKS) this.held.delete(this.held.keys().next().value);
    return records[index - first];
  }

  /** Where the group with *key* stands among the groups, or -1. */
  indexOf(key) {
    this.places ??= new Map(this.groups.key.map((entry, index) => [entry, index]));
    return this.places.get(key) ?? -1;
  }

  /** Texts of all groups in lower case, to be searched; *progress* hears how far it is, from 0 to 1. */
  async searchable(progress) {
    if (this.texts) return this.texts;
    const texts = [];
    for (const [turn, [, number]] of this.starts.entries()) {
      for (const record of await inflatedOnce(number)) texts.push((record.text ?? record.sha256 ?? "").toLowerCase());
      progress((turn + 1) / this.starts.length);
    }
    this.texts = texts;
    return texts;
  }
}

// A search reads every chunk once: it must not push out those that are being looked at.
const inflatedOnce = (number) => chunks.get(number) ?? inflated(number);

const sources = new Map();

/** The source of this *number* in RUN. */
async function sourceAt(number) {
  if (!sources.has(number)) sources.set(number, new Source(number, await inflated(RUN.sources[number].chunk)));
  return sources.get(number);
}

const sourceNumber = (id) => RUN.sources.findIndex((source) => source.id === id);
const ruleOf = (number) => RUN.rules[number];
const ruleNumber = (id) => RUN.rules.findIndex((rule) => rule.id === id);
