// A timeline zooms along its axis: marks and lines move apart and keep their size.
import { zoomable } from "./picture.js";

export function timeline(figure) {
  zoomable(figure, ({ k, x }) => redraw(figure, (at) => at * k + x), 40);
}

function redraw(figure, place) {
  for (const part of figure.querySelectorAll("[data-x]")) {
    const [from, to] = [Number(part.dataset.x), Number(part.dataset.end)];
    if (part.localName === "rect") {
      part.setAttribute("x", place(from));
      part.setAttribute("width", place(to) - place(from));
    } else {
      const at = part.dataset.y === undefined ? place(from) - from : place(from);
      part.setAttribute("transform", `translate(${at} ${part.dataset.y ?? 0})`);
    }
  }
}
