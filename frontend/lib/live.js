// A form whose answer is put into the page at hand. Without a script the form loads the page anew,
// with the same address and the same answer, so whatever goes wrong here falls back to that.

let latest = 0;

// Answers `form` in place, and links that match `links` too. `done` is called whenever a new answer
// stands in the page.
export function live(form, done, links) {
  const ask = (address) => void renew(address, done).catch(() => location.assign(address));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(addressOf(form, event.submitter));
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox]")) go(addressOf(form));
  });
  addEventListener("popstate", () => ask(location.href));
  document.addEventListener("click", (event) => {
    const followed = links && plain(event) && event.target.closest(links);
    if (!followed) return;
    event.preventDefault();
    go(new URL(followed.getAttribute("href"), location.href).href);
  });
  const go = (address) => {
    history.pushState(null, "", address);
    ask(address);
  };
}

// A click that would have led on in the same window.
function plain(event) {
  return !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

// Where a form leads, without its empty fields.
function addressOf(form, submitter) {
  const filled = [...new FormData(form)].filter(([, value]) => value !== "");
  if (submitter?.name) filled.push([submitter.name, submitter.value]);
  const address = new URL(form.action);
  address.search = new URLSearchParams(filled).toString();
  return address.href;
}

// Fetches a page and puts its parts marked `data-answer` in place of those that stand here; calls
// `done` then. Fails where the page cannot be had.
export async function renew(address, done) {
  const turn = ++latest;
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (turn !== latest) return; // another question has been asked meanwhile
  const here = [...document.querySelectorAll("[data-answer]")];
  const there = [...page.querySelectorAll("[data-answer]")];
  if (!here.length || here.length !== there.length) return location.assign(address);
  const told = page.querySelector("[data-told]")?.textContent ?? page.title;
  here.forEach((part, at) => part.replaceWith(document.adoptNode(there[at])));
  fill(page);
  name(page);
  document.title = page.title;
  tell(told);
  done();
}

// Sets the fields of the form to what the answer is to: it may have been asked by a link or by Back.
function fill(page) {
  for (const field of page.querySelectorAll("form[data-live] select, form[data-live] input")) {
    const own = document.querySelector(`form[data-live] [name="${field.name}"][value="${CSS.escape(field.value)}"]`);
    if (field.type === "checkbox") own.checked = field.checked;
    else document.querySelector(`form[data-live] [name="${field.name}"]`).value = field.value;
  }
}

// Where the answer lies in other formats, and what it is called, as its own head says it.
function name(page) {
  const which = "link[rel=alternate], link[rel=canonical]";
  document.head.querySelectorAll(which).forEach((link) => link.remove());
  document.head.append(...page.head.querySelectorAll(which));
}

// Says a sentence to who listens to the page.
function tell(sentence) {
  const place = document.querySelector("[data-live-region]") ?? region();
  place.textContent = sentence.trim().replace(/\s+/g, " ");
}

function region() {
  const place = document.createElement("p");
  place.className = "hidden";
  place.setAttribute("role", "status");
  place.dataset.liveRegion = "";
  document.querySelector("main").append(place);
  return place;
}
