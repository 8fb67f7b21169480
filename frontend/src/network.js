// The network: it zooms, lights up what a name is linked to, and centres in place.
import { live } from "../lib/live.js";
import { zoomable } from "../lib/picture.js";

function network(figure) {
  const plane = figure.querySelector("[data-plane]");
  if (!plane) return;
  zoomable(figure, (transform) => plane.setAttribute("transform", transform.toString()));
  for (const begin of ["pointerover", "focusin"]) plane.addEventListener(begin, (event) => light(plane, event.target));
  for (const end of ["pointerleave", "focusout"]) plane.addEventListener(end, () => light(plane, null));
}

// Marks the lines of a name and the names at their other ends; with none, all are as before.
function light(plane, target) {
  const key = target?.closest("[data-node]")?.dataset.node;
  const lit = new Set([key]);
  for (const tie of plane.querySelectorAll(".tie")) {
    const { one, other } = tie.dataset;
    const on = key !== undefined && (one === key || other === key);
    if (on) lit.add(one).add(other);
    tie.classList.toggle("lit", on);
  }
  plane.classList.toggle("dimmed", key !== undefined);
  for (const name of plane.querySelectorAll("[data-node]")) name.classList.toggle("lit", lit.has(name.dataset.node));
}

const draw = () => document.querySelectorAll("figure[data-picture=network]").forEach(network);
const form = document.querySelector("form[data-live]");
draw();
if (form) live(form, draw, "a.centre");
