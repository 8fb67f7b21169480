// The timeline, on its own page and on an agreement's: it zooms, and its form is answered in place.
import { live } from "../lib/live.js";
import { timeline } from "../lib/timeline.js";

const draw = () => document.querySelectorAll("figure[data-picture=timeline]").forEach(timeline);
const form = document.querySelector("form[data-live]");
draw();
if (form) live(form, draw);
