// A served report: every change goes to the server; one request at a time, and no window overwrites another's decisions.

const live = {
  tag: "",
  waiting: new Set(),
  isBusy: false,
  /** The last attempt failed, and none has succeeded since. */
  hasFailed: false,

  async start() {
    if (!RUN.live) return;
    try {
      const answer = await fetch(RUN.live.decisions, { cache: "no-store" });
      if (!answer.ok) throw new Error(await answer.text());
      this.tag = answer.headers.get("ETag") ?? "";
      const mine = new Map(decisions.made);
      decisions.replace(decisionsIn(await answer.text()));
      this.lay(mine, this.waiting);
    } catch (error) {
      this.fail(error);
      return;
    }
    decisions.listeners.add((names) => names?.length && this.changed(names));
    if (this.waiting.size) this.send();
  },

  changed(names) {
    for (const name of names) this.waiting.add(name);
    this.send();
  },

  async send() {
    if (this.isBusy) return;
    this.isBusy = true;
    while (this.waiting.size) {
      const sent = new Set(this.waiting);
      this.waiting.clear();
      try {
        await this.put(sent);
        if (!this.waiting.size) this.saved();
      } catch (error) {
        for (const name of sent) this.waiting.add(name);
        this.fail(error);
        break;
      }
    }
    this.isBusy = false;
  },

  async put(sent) {
    const answer = await fetch(RUN.live.decisions, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "If-Match": this.tag },
      body: JSON.stringify(decisions.file()),
    });
    if (answer.ok) {
      this.tag = answer.headers.get("ETag") ?? this.tag;
      return;
    }
    const words = await answer.text();
    if (answer.status !== 412) throw new Error(words);
    this.tag = answer.headers.get("ETag") ?? "";
    const mine = new Map(decisions.made);
    decisions.replace(decisionsIn(words));
    this.lay(mine, [...sent, ...this.waiting]);
    announce("Another window has judged too: both are kept.");
    for (const name of sent) this.waiting.add(name);
  },

  /** Puts what *mine* says under *names* over the decisions there are. */
  lay(mine, names) {
    for (const name of names) {
      decisions.made.delete(name);
      if (mine.has(name)) decisions.made.set(name, mine.get(name));
    }
    decisions.tell(null);
  },

  saved() {
    this.hasFailed = false;
    decisions.isSaved = true;
    decisions.tell([]);
  },

  fail(error) {
    this.hasFailed = true;
    decisions.tell([]);
    announce(`Not saved: ${error.message || "the server does not answer"}. Take the decisions down as a file: press s.`, true);
  },
};
