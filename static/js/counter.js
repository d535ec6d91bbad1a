// The counter by keyboard: Enter goes on to the next box; only the button (Alt+1) takes the dossier in.
"use strict";

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key !== "Enter" || event.isComposing || event.altKey || event.ctrlKey) return;
  if (!box.form || !box.form.matches("[data-counter]") || !goesOn(box)) return;
  event.preventDefault();
  const next = following(box);
  if (next) next.focus();
});

// Buttons do what they say, long texts take a new line, and boxes that are looked up at once send the form.
function goesOn(box) {
  return box.matches("input:not([type=file]), select") && box.dataset.enter !== "send";
}

function following(box) {
  const boxes = Array.from(box.form.elements).concat(Array.from(document.querySelectorAll("[data-shortcut='1']")));
  const open = boxes.filter((one) => !one.disabled && one.type !== "hidden" && one.offsetParent !== null);
  const group = (one) => (one.type === "radio" ? one.name : "");
  const rest = open.slice(open.indexOf(box) + 1);
  return rest.find((one) => !one.matches("fieldset, .is-link") && (!group(box) || group(one) !== group(box)));
}
