// Suggestions below a search box (ARIA Authoring Practices: editable combobox, list autocomplete).
// Without this script the box is a form like any other.

const WAIT = 120; // milliseconds without a key before suggestions are asked for

function enhance(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.appendChild(document.createElement("ul"));
  const status = form.appendChild(document.createElement("p"));
  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  status.className = "hidden";
  status.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let timer = 0;
  let asking = null; // the request under way
  let active = -1; // the option that the keys have come to

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) move(-1);
  }

  function move(to) {
    active = to;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === to)));
    if (to < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", list.children[to].id);
    list.children[to].scrollIntoView({ block: "nearest" });
  }

  function fill([, names, kinds, addresses]) {
    list.replaceChildren(...names.map((name, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.address = addresses[at];
      const shown = option.appendChild(document.createElement("span"));
      shown.dir = "auto";
      shown.textContent = name;
      const kind = option.appendChild(document.createElement("span"));
      kind.className = "meta";
      kind.textContent = kinds[at];
      return option;
    }));
    const many = names.length;
    status.textContent = many ? `${many} ${many === 1 ? "suggestion" : "suggestions"}. Up and down arrows choose.` : "No suggestions.";
    show(many > 0);
    move(-1);
  }

  function forget() {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  }

  async function ask() {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const address = `${form.dataset.suggest}?q=${encodeURIComponent(input.value)}`;
      const answer = await fetch(address, { signal, headers: { Accept: "application/x-suggestions+json" } });
      const found = answer.ok ? await answer.json() : null;
      if (found && !signal.aborted) fill(found);
    } catch {
      if (!signal.aborted) show(false); // whoever types can still send the form
    }
  }

  function go(option) {
    location.assign(option.dataset.address);
  }

  input.addEventListener("input", (event) => {
    forget();
    if (event.isComposing) return;
    if (input.value.trim()) timer = setTimeout(ask, WAIT);
    else show(false);
  });
  input.addEventListener("compositionend", () => {
    forget();
    if (input.value.trim()) timer = setTimeout(ask, WAIT);
  });

  input.addEventListener("keydown", (event) => {
    const many = list.children.length;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!many) return;
      event.preventDefault();
      if (event.altKey) show(event.key === "ArrowDown");
      else if (list.hidden) {
        show(true);
        move(event.key === "ArrowDown" ? 0 : many - 1);
      } else if (event.key === "ArrowDown") move(active + 1 < many ? active + 1 : -1);
      else move(active < 0 ? many - 1 : active - 1);
    } else if (event.key === "Enter") {
      forget();
      if (!list.hidden && active >= 0) {
        event.preventDefault();
        go(list.children[active]);
      }
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the next one empties the box
      forget();
      show(false);
    } else if (event.key === "Tab") {
      forget();
      show(false);
    }
  });

  input.addEventListener("blur", () => {
    forget();
    show(false);
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box stays in focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
}

document.querySelectorAll("form[data-suggest]").forEach(enhance);
