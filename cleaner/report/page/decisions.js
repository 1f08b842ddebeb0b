// What was judged: one decision for each group or span, with undo, kept in the browser and saved as a file.

const DECISIONS = "cleaner/decisions/1";
const STORE = `cleaner:decisions:${RUN.manifest_digest}`;
const MOST_TEXT = 200;
const VERDICTS = { accept: "right", reject: "wrong", note: "noted" };

const keyOf = (decision) =>
  decision.scope === "group" ? groupOf(decision.group) : spanOf(decision.doc_id, decision.seq);
const groupOf = (group) => `group:${group}`;
const spanOf = (doc, seq) => `span:${doc}/${seq}`;

const decisions = {
  made: new Map(),
  past: [],
  undone: [],
  isSaved: true,
  /** The browser's store takes nothing: said once. */
  isAlone: false,
  listeners: new Set(),

  /** Puts decisions in place of what stood under their keys (null: nothing); one step for undo. */
  change(entries, words) {
    const step = { words, changes: entries.map(([name, next]) => ({ name, next, last: this.made.get(name) ?? null })) };
    this.past.push(step);
    this.undone.length = 0;
    this.take(step, "next");
  },

  undo() {
    const step = this.past.pop();
    if (!step) return announce("Nothing to undo.");
    this.undone.push(step);
    this.take(step, "last");
    announce(`Undone: ${step.words}`);
  },

  redo() {
    const step = this.undone.pop();
    if (!step) return announce("Nothing to do again.");
    this.past.push(step);
    this.take(step, "next");
    announce(`Done again: ${step.words}`);
  },

  take(step, side) {
    for (const change of step.changes) {
      this.made.delete(change.name);
      if (change[side]) this.made.set(change.name, change[side]);
    }
    this.isSaved = false;
    this.keep();
    this.tell(step.changes.map((change) => change.name));
  },

  /** Puts the decisions of a file in the place of all there are, without a way back: what another window saved. */
  replace(list) {
    this.made = new Map(list.map((decision) => [keyOf(decision), decision]));
    this.tell(null);
  },

  tell(names) {
    for (const listener of this.listeners) listener(names);
  },

  /** How many groups have been found right or wrong. */
  judged() {
    let number = 0;
    for (const decision of this.made.values()) if (decision.scope === "group" && decision.verdict !== "note") number++;
    return number;
  },

  file() {
    return {
      schema: DECISIONS,
      result: RUN.result,
      manifest_digest: RUN.manifest_digest,
      decisions: [...this.made.values()],
    };
  },

  /** In the browser's store, where there is one: pages from disk are refused it by some. */
  keep() {
    if (RUN.live) return;
    try {
      localStorage.setItem(STORE, JSON.stringify(this.file()));
    } catch {
      if (!this.isAlone) announce("This browser keeps no decisions of this page, or has no room left. Save them as a file before you leave: press s.", true);
      this.isAlone = true;
    }
  },

  recall() {
    if (RUN.live) return;
    try {
      const kept = localStorage.getItem(STORE);
      if (!kept) return;
      this.replace(decisionsIn(kept));
      this.isSaved = this.made.size === 0;
      if (this.made.size) announce(`${many(this.made.size, "decision")} of last time taken up again.`);
    } catch {
      // Nothing kept, or not ours.
    }
  },

  /** Hands the decisions to the user as a file. */
  save() {
    const text = `${JSON.stringify(this.file(), null, 1)}\n`;
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = h("a", { download: `${RUN.result}.decisions.json` });
    link.href = address;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    this.isSaved = true;
    this.tell([]);
    announce(`${many(this.made.size, "decision")} saved as ${RUN.result}.decisions.json`);
  },

  /** Adds the decisions of *file* to those made here; of two on one thing, the file's stands. */
  async load(file) {
    try {
      const list = decisionsIn(await file.text());
      this.change(list.map((decision) => [keyOf(decision), decision]), `${many(list.length, "decision")} from a file`);
      announce(`${many(list.length, "decision")} read from ${file.name}`);
    } catch (error) {
      announce(`${file.name} was not read: ${error.message}`, true);
    }
  },
};

const FIELDS = {
  verdict: (value) => isText(value) && Object.hasOwn(VERDICTS, value),
  scope: (value) => value === "group" || value === "span",
  source: isText,
  rule: isText,
  category: isText,
  group: (value) => isText(value) && /^[0-9a-f]{16}$/.test(value),
  doc_id: isText,
  seq: (value) => Number.isInteger(value) && value >= 0,
  count: (value) => Number.isInteger(value) && value >= 1,
  text: isText,
  note: isText,
};

function isText(value) {
  return typeof value === "string";
}

/** The decisions in the *text* of a file, or an error that says what is wrong with it. */
function decisionsIn(text) {
  let file = null;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("it is not JSON");
  }
  if (file?.schema !== DECISIONS) throw new Error(`it is no file of decisions (${DECISIONS})`);
  if (file.manifest_digest !== RUN.manifest_digest) throw new Error("its decisions were made on another result");
  if (!Array.isArray(file.decisions)) throw new Error("it has no list of decisions");
  return file.decisions.map((entry, place) => {
    const whole = { note: "", ...entry };
    for (const [field, fits] of Object.entries(FIELDS))
      if (!fits(whole[field])) throw new Error(`decision ${place + 1} has no proper ${field}`);
    // What else stands there would make the file that is saved one that `cleaner review` refuses.
    return Object.fromEntries(Object.keys(FIELDS).map((field) => [field, whole[field]]));
  });
}

/** What has been said of a removal: of itself, or else of its group. */
const verdictOn = (doc, removal) =>
  decisions.made.get(spanOf(doc, removal.seq)) ?? decisions.made.get(groupOf(removal.group)) ?? null;

// Two windows of one report: what the other one keeps is true here too, or the last to judge would undo the other.
addEventListener("storage", (event) => {
  if (RUN.live || event.key !== STORE || !event.newValue) return;
  try {
    decisions.replace(decisionsIn(event.newValue));
    decisions.isSaved = false;
    decisions.tell([]);
  } catch {
    // Not ours.
  }
});

addEventListener("beforeunload", (event) => {
  if (!decisions.isSaved && decisions.made.size) event.preventDefault();
});
