// The list of kept queries beside the editor: a search, and each query put into the editor.
export function library(list, fill) {
  if (!list) return;
  const items = [...list.querySelectorAll("li")];
  list.prepend(search(items));
  list.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-text]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const answer = await fetch(link.dataset.text).catch(() => null);
    if (!answer?.ok) return location.assign(link.href);
    fill(bare(await answer.text()));
  });
}

// A query without its header.
function bare(text) {
  return text.split("\n").filter((line) => !line.startsWith("#+")).join("\n").trim() + "\n";
}

function search(items) {
  const place = document.createElement("p");
  place.className = "library-search";
  const label = document.createElement("label");
  label.textContent = "Search the questions ";
  const field = document.createElement("input");
  field.type = "search";
  label.append(field);
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  told.className = "meta";
  place.append(label, told);
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of items) {
      const said = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => said.includes(word));
    }
    const left = items.filter((item) => !item.hidden).length;
    told.textContent = words.length ? `${left} of ${items.length}` : "";
  });
  return place;
}
