// The timeline: its form is answered in place.
import { live } from "../lib/live.js";

const form = document.querySelector("form[data-live]");
if (form) live(form, () => {});
