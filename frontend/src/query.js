// The query page: an editor that completes, shows where an error is, and is answered in place.
// Without a script the form stays: it sends the same query to the same address.
import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import { completers } from "../lib/complete.js";
import { library } from "../lib/library.js";
import { renew } from "../lib/live.js";

const form = document.querySelector("form[data-editor]");
const field = form?.querySelector("textarea");

function editor() {
  const label = form.querySelector("label");
  Yasqe.defaults.autocompleters = completers(Yasqe, form.dataset.terms);
  const place = document.createElement("div");
  field.before(place);
  const made = new Yasqe(place, {
    value: field.value,
    persistenceId: null, // nothing is kept: a query that is worth it has an address
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    viewportMargin: Infinity,
    screenReaderLabel: label.textContent,
    extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, Tab: false, "Shift-Tab": false },
  });
  field.hidden = true;
  form.classList.add("yasqe-here");
  field.required = false;
  label.removeAttribute("for");
  return made;
}

function address(query) {
  const asked = new URLSearchParams({ query });
  const view = new URLSearchParams(location.search).get("view");
  if (view) asked.set("view", view);
  return `${form.action.split("?")[0]}?${asked}`;
}

function run() {
  if (!yasqe.getValue().trim()) return;
  ask(address(yasqe.getValue()));
}

async function ask(to, { push = true } = {}) {
  form.setAttribute("aria-busy", "true");
  try {
    if (push) history.pushState(null, "", to);
    await renew(to, mark);
  } catch {
    location.assign(to);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// Shows at its line what the answer says is wrong.
let marked = [];

function mark() {
  marked.forEach((undo) => undo());
  marked = [];
  const fault = document.getElementById("query-error");
  const line = Number(fault?.dataset.line) - 1;
  if (!(line >= 0) || line >= yasqe.lineCount()) return;
  const reason = fault.querySelector("p").textContent.trim();
  const sign = document.createElement("span");
  sign.className = "line-fault";
  sign.textContent = "!";
  sign.title = reason;
  const said = document.createElement("p");
  said.className = "line-fault-said";
  said.textContent = reason;
  yasqe.setGutterMarker(line, "gutterErrorBar", sign);
  const widget = yasqe.addLineWidget(line, said);
  const begin = Number(fault.dataset.column) - 1;
  const spot = yasqe.markText({ line, ch: begin }, { line, ch: begin + 1 }, { className: "spot-fault" });
  marked = [() => widget.clear(), () => spot.clear()];
  yasqe.scrollIntoView({ line, ch: Math.max(begin, 0) });
}

function fill(query) {
  yasqe.setValue(query);
  yasqe.focus();
  mark();
  form.scrollIntoView({ block: "start" });
}

const yasqe = field ? editor() : null;
if (yasqe) {
  mark();
  yasqe.on("change", () => (field.value = yasqe.getValue()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  addEventListener("popstate", () => {
    const query = new URLSearchParams(location.search).get("query") ?? "";
    if (query !== yasqe.getValue()) yasqe.setValue(query);
    ask(location.href, { push: false });
  });
  document.addEventListener("click", (event) => {
    const view = event.target.closest("[data-answer] .views a");
    if (!view || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(view.href);
  });
  library(document.querySelector("[data-library]"), fill);
}
