// A picture that can be zoomed and moved: by buttons, by keys, by pointer, by pinching.
// Nothing else changes: without a script the picture is whole, and its links lead on.
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";

const STEP = 1.5;
const MOVE = 80;
const KEYS = {
  "+": ["by", STEP], "=": ["by", STEP], "-": ["by", 1 / STEP], 0: ["reset"],
  ArrowLeft: ["move", MOVE, 0], ArrowRight: ["move", -MOVE, 0],
  ArrowUp: ["move", 0, MOVE], ArrowDown: ["move", 0, -MOVE],
};

// Makes the picture in `figure` zoom. `redraw(transform)` draws it anew; `most` is the largest scale.
export function zoomable(figure, redraw, most = 12) {
  const drawing = figure.querySelector("svg");
  if (!drawing || figure.querySelector(".picture-tools")) return;
  const { width, height } = drawing.viewBox.baseVal;
  const corner = [[0, 0], [width, height]];
  const behaviour = zoom().scaleExtent([1, most]).extent(corner).translateExtent(corner)
    .filter(meant).on("zoom", (event) => redraw(event.transform));
  const picture = select(drawing).call(behaviour).on("dblclick.zoom", null);
  const acts = {
    by: (factor) => behaviour.scaleBy(picture, factor),
    reset: () => behaviour.transform(picture, zoomIdentity),
    move: (x, y) => {
      const { k } = drawing.__zoom;
      behaviour.translateBy(picture, x / k, y / k);
    },
  };
  figure.prepend(tools(acts));
  const place = figure.querySelector(".drawing-scroll");
  place.addEventListener("keydown", (event) => {
    const [act, ...values] = KEYS[event.key] ?? [];
    const moves = act === "move" && drawing.__zoom.k === 1;
    if (!act || moves || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    acts[act](...values);
  });
  drawing.addEventListener("focusin", (event) => show(drawing, behaviour, picture, event.target));
}

// A wheel with Ctrl, two fingers, or a pointer that drags: one finger and a wheel scroll the page.
function meant(event) {
  if (event.type === "wheel") return event.ctrlKey || event.metaKey;
  if (event.type.startsWith("touch")) return event.touches.length > 1;
  return !event.button;
}

// Brings what a key reached into view, if zooming has moved it out.
function show(drawing, behaviour, picture, target) {
  const frame = drawing.getBoundingClientRect();
  const at = target.getBoundingClientRect();
  const outside = at.right < frame.left || at.left > frame.right || at.bottom < frame.top || at.top > frame.bottom;
  if (outside) behaviour.transform(picture, zoomIdentity);
}

function tools(acts) {
  const bar = document.createElement("div");
  bar.className = "picture-tools";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Zoom");
  bar.append(
    button("Zoom in", () => acts.by(STEP)),
    button("Zoom out", () => acts.by(1 / STEP)),
    button("Whole picture", acts.reset),
  );
  const keys = document.createElement("span");
  keys.className = "meta";
  keys.textContent = "In the picture: keys + and −, 0 for the whole, arrows once zoomed; drag, or Ctrl and wheel.";
  bar.append(keys);
  return bar;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}
