// Small helpers for every page; each page works without them.
"use strict";

document.documentElement.classList.add("js");

// One form, one submission: a second click does nothing. The server is the truth, this only spares a wait.
document.addEventListener("submit", (event) => {
  const form = event.target;
  // getAttribute: a field called "method" or "action" would hide the form's own property
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  const button = event.submitter;
  if (button) {
    button.classList.add("is-busy");
    button.setAttribute("aria-disabled", "true");
  }
  setTimeout(release, 10000, form); // an answer that is a download leaves the page where it is
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll(".is-busy")) {
    button.classList.remove("is-busy");
    button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const copy = event.target.closest("[data-copy]");
  if (copy && copyFields(copy)) event.preventDefault();
});

// "to:from to:from" — names of inputs of the same form. False when one is missing: then the server copies.
function copyFields(button) {
  const inputs = button.form.elements;
  const pairs = button.dataset.copy.split(" ").map((pair) => pair.split(":").map((name) => inputs[name]));
  if (pairs.some(([to, from]) => !to || !from)) return false;
  for (const [to, from] of pairs) {
    to.value = from.value;
    to.dispatchEvent(new Event("change", { bubbles: true }));
  }
  pairs[0][0].focus();
  return true;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

// Also called by send.js when an answer has come without a new page.
function announceErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return false;
  summary.focus();
  document.title = "Cần xem lại: " + document.title;
  return true;
}
announceErrors();
