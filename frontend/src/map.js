// The map: land grows with the zoom, signs keep their size; its form is answered in place.
import { live } from "../lib/live.js";
import { zoomable } from "../lib/picture.js";

function map(figure) {
  const plane = figure.querySelector("[data-plane]");
  const whole = plane?.getAttribute("transform");
  if (!plane) return;
  zoomable(figure, (transform) => {
    plane.setAttribute("transform", `${transform} ${whole}`);
    for (const sign of figure.querySelectorAll("[data-x]")) {
      const [x, y] = transform.apply([Number(sign.dataset.x), Number(sign.dataset.y)]);
      sign.setAttribute("transform", `translate(${x} ${y})`);
    }
  });
}

const draw = () => document.querySelectorAll("figure[data-picture=map]").forEach(map);
const form = document.querySelector("form[data-live]");
draw();
if (form) live(form, draw);
