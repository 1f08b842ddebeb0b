// Addresses of the report, and its beginning.

let turnOfView = 0;

/** What an address behind `#` asks for. */
function routeOf(hash) {
  const [path, words = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [name = "", ...rest] = path.split("/");
  const query = new URLSearchParams(words);
  if (name === "source" && rest.length) return { view: () => viewSource(decoded(rest.join("/")), query) };
  if (name === "document" && /^\d+$/.test(rest[0] ?? ""))
    return { view: () => viewDocument(Number(rest[0]), rest[1] ? Number(rest[1]) : null) };
  // Read anew after the link to the content was followed.
  if (name === "" || hash === "#main") return { view: () => viewRun() };
  return { view: () => { throw new Error(`This report has no page ${plain(path)}.`); } };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function show() {
  const mine = ++turnOfView;
  useView();
  putAway();
  let made;
  try {
    const promise = routeOf(location.hash).view();
    if (promise instanceof Promise) main.setAttribute("aria-busy", "true");
    made = await promise;
  } catch (error) {
    made = { content: trouble(error) };
  }
  if (mine !== turnOfView) return;
  main.removeAttribute("aria-busy");
  swap(main, made.content);
  useView(made.keys, made.paper);
  scrollTo(0, 0);
  if (show.wasCalled) main.querySelector("h1")?.focus({ preventScroll: true });
  made.shown?.();
  show.wasCalled = true;
}

addEventListener("hashchange", () => {
  // The link to the content is no view.
  if (location.hash === "#main") return main.focus();
  show();
});

setTheme(keptTheme());
byId("theme").addEventListener("click", () => turnTheme());
byId("keys").addEventListener("click", () => help());
byId("undo").addEventListener("click", () => decisions.undo());
byId("save").addEventListener("click", () => decisions.save());
byId("load").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) await decisions.load(file);
  event.target.value = "";
});
decisions.recall();
decisions.listeners.add(() => drawTop());
live.start();
show();
whenRead.then(() => {
  if (RUN.chunks && !byId(`chunk-${RUN.chunks - 1}`))
    announce("This file was cut short: not all that it speaks of can be shown. Make it again: cleaner report", true);
});
