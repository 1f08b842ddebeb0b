// A list of a hundred thousand rows of one height, of which only those in sight exist; a listbox to assistive technology.

const SPARE = 8;
const MOST_HEIGHT = 15_000_000;

class LongList {
  /**
   * *row(index)* gives what stands in a row; *onselect(index)* hears of the chosen row, *onopen(index)* of Enter.
   */
  constructor({ name, label, row, onselect, onopen }) {
    Object.assign(this, { name, row, onselect, onopen, size: 0, chosen: -1, high: 0, most: 0 });
    this.rows = new Map();
    this.ground = h("div", { class: "ground", role: "presentation" });
    this.node = h(
      "div",
      {
        class: "long-list", id: name, role: "listbox", tabindex: 0, "aria-label": label,
        onscroll: () => this.draw(),
        onkeydown: (event) => this.key(event),
        onclick: (event) => this.click(event),
        ondblclick: () => this.chosen >= 0 && this.onopen?.(this.chosen),
      },
      this.ground,
    );
    new ResizeObserver(() => this.measure()).observe(this.node);
  }

  /** Shows *size* rows from the beginning, with row *chosen* chosen. */
  set(size, chosen = size ? 0 : -1) {
    this.all = size;
    this.size = size;
    this.chosen = chosen;
    this.node.scrollTop = 0;
    this.measure(true);
    if (chosen >= 0) this.select(chosen);
    else this.node.removeAttribute("aria-activedescendant");
  }

  measure(isNew = false) {
    if (!this.node.isConnected) return;
    const probe = h("div", { class: "row probe" });
    this.ground.append(probe);
    const high = probe.getBoundingClientRect().height;
    probe.remove();
    if (!high) return;
    if (isNew || high !== this.high) this.clear();
    this.high = high;
    // Browsers end an element at some height; what lies beyond is found by the filter.
    this.size = Math.min(this.all ?? 0, Math.floor(MOST_HEIGHT / high));
    this.ground.style.height = `${this.size * high}px`;
    this.draw();
  }

  clear() {
    for (const node of this.rows.values()) node.remove();
    this.rows.clear();
  }

  /** Fills the rows in sight anew, as something about them has changed. */
  refresh() {
    this.clear();
    this.draw();
  }

  /** Draws row *index* again when it is in sight. */
  again(index) {
    const node = this.rows.get(index);
    if (node) this.fill(node, index);
  }

  draw() {
    if (!this.high) return;
    const { scrollTop, clientHeight } = this.node;
    const top = this.most ? 0 : Math.max(0, Math.floor(scrollTop / this.high) - SPARE);
    const end = Math.min(this.size, this.most || Math.ceil((scrollTop + clientHeight) / this.high) + SPARE);
    for (const [index, node] of this.rows)
      if ((index < top || index >= end) && index !== this.chosen) {
        node.remove();
        this.rows.delete(index);
      }
    for (let index = top; index < end; index++) this.make(index);
    if (this.chosen >= 0 && this.chosen < this.size) this.make(this.chosen);
  }

  make(index) {
    if (this.rows.has(index)) return;
    const node = h("div", {
      class: "row", role: "option", id: `${this.name}-${index}`, data: { index },
      "aria-setsize": this.all, "aria-posinset": index + 1, "aria-selected": String(index === this.chosen),
      vars: { transform: `translateY(${index * this.high}px)` },
    });
    this.rows.set(index, node);
    this.fill(node, index);
    this.ground.append(node);
  }

  fill(node, index) {
    swap(node, this.row(index, () => this.rows.get(index) === node && this.fill(node, index)));
  }

  /** Chooses row *index* and brings it into sight. */
  select(index) {
    if (!this.size) return;
    const next = Math.min(Math.max(index, 0), this.size - 1);
    this.rows.get(this.chosen)?.setAttribute("aria-selected", "false");
    this.chosen = next;
    const top = next * this.high;
    const { scrollTop, clientHeight } = this.node;
    if (top < scrollTop) this.node.scrollTop = top;
    else if (top + this.high > scrollTop + clientHeight) this.node.scrollTop = top + this.high - clientHeight;
    this.draw();
    this.rows.get(next)?.setAttribute("aria-selected", "true");
    this.node.setAttribute("aria-activedescendant", `${this.name}-${next}`);
    this.onselect?.(next);
  }

  /** Goes *steps* rows on, with the whole list in sight. */
  step(steps) {
    this.node.closest(".desk")?.scrollIntoView({ block: "nearest" });
    this.select(this.chosen + steps);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.node.clientHeight / (this.high || 1)) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.size, End: this.size };
    if (event.key in steps) this.step(steps[event.key]);
    else if (event.key === "Enter" && this.chosen >= 0) this.onopen?.(this.chosen);
    else return;
    event.preventDefault();
  }

  click(event) {
    const index = event.target.closest(".row")?.dataset.index;
    if (index !== undefined) this.select(Number(index));
  }

  /** For paper: the first *most* rows one below the other, until it is called with 0. The list is measured anew meanwhile. */
  spread(most) {
    this.most = most;
    this.refresh();
  }
}
