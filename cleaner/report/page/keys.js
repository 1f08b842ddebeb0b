// The keyboard: single letters for those who judge, a window that lists them, and a switch to turn them off.

const HELP = [
  ["Judge", [["a", "accept: the removal is right"], ["r", "reject: the removal is wrong"], ["A", "accept only this one, in a document"],
    ["R", "reject only this one, in a document"], ["*", "accept all that the filter shows and that is open"], ["n", "write a note"], ["u", "undo"], ["U", "do again"]]],
  ["Move", [["j", "next group or removal"], ["k", "previous group or removal"], ["o", "open the document, or go back to its source"],
    ["e", "expand"], ["f", "only the rule of the chosen group, and back"], ["m", "removed only, and back"], ["/", "filter"], ["g", "to the run"], ["Enter", "open the chosen row"]]],
  ["Keep", [["s", "save the decisions as a file"], ["l", "load a file of decisions"], ["t", "light, dark, or as the system"], ["?", "this help"]]],
];

let viewKeys = {};
let areKeysOn = true;
let paper = null;

/** Sets what letters mean in the view that is shown, and what it does before (true) and after (false) it is printed. */
function useView(keys = {}, onPaper = null) {
  viewKeys = keys;
  paper = onPaper;
}

const everywhere = {
  a: () => judgeBy("accept"), r: () => judgeBy("reject"),
  A: () => judgeBy("accept", true), R: () => judgeBy("reject", true),
  n: () => judge.target && judge.openNote(),
  u: () => decisions.undo(), U: () => decisions.redo(),
  s: () => decisions.save(), l: () => byId("file").click(), t: () => turnTheme(),
  g: () => { location.hash = "#/"; },
  "?": () => help(),
};

function judgeBy(verdict, isAlone) {
  const target = isAlone ? judge.alone ?? judge.target : judge.target;
  if (!target) return announce("Nothing is chosen to be judged.");
  decide(target, verdict);
  viewKeys.judged?.();
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select")) {
    if (event.key === "Escape") event.target.blur(), byId("groups")?.focus();
    return;
  }
  const action = viewKeys[event.key] ?? everywhere[event.key];
  if (!action || event.key === "judged" || (!areKeysOn && event.key !== "?")) return;
  event.preventDefault();
  action();
});

function help() {
  const dialog = byId("help");
  const groups = HELP.map(([title, keys]) => h("section", {}, h("h3", {}, title), h("dl", { class: "keys" }, keys.map(([name, words]) =>
    h("div", {}, h("dt", {}, key(name)), h("dd", {}, words))))));
  const turn = h("input", { type: "checkbox", id: "keys-on", onchange: (event) => { areKeysOn = event.target.checked; } });
  turn.checked = areKeysOn;
  swap(dialog, h("form", { method: "dialog" }, h("header", {}, h("h2", { id: "help-title" }, "Keys"), h("button", { class: "act" }, "Close ", key("Esc"))),
    h("div", { class: "columns thirds" }, groups),
    h("p", {}, h("label", { class: "check" }, turn, h("span", {}, "Single letters are keys"))),
    h("p", { class: "quiet" }, "A rejection says that the text should have stayed. Save the decisions, then: ",
      h("code", {}, `cleaner review apply ${plain(RUN.result)}.decisions.json`))));
  dialog.showModal();
}

const THEMES = ["auto", "light", "dark"];

/** From the system's colours to light, to dark, and back. */
function turnTheme() {
  setTheme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme ?? "auto") + 1) % THEMES.length]);
  announce(`Colours: ${{ auto: "as the system has them", light: "light", dark: "dark" }[document.documentElement.dataset.theme]}`);
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  swap(byId("theme-words"), { auto: "Auto", light: "Light", dark: "Dark" }[theme]);
  try {
    localStorage.setItem("cleaner:theme", theme);
  } catch {
    // Chosen anew next time.
  }
}

function keptTheme() {
  try {
    const theme = localStorage.getItem("cleaner:theme");
    return THEMES.includes(theme) ? theme : "auto";
  } catch {
    return "auto";
  }
}

addEventListener("beforeprint", () => paper?.(true));
addEventListener("afterprint", () => paper?.(false));
