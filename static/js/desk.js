// The desk by keyboard: "/" search, j k through the list, Enter opens, Alt+1…9 the actions shown beside.
"use strict";

const typing = (element) => element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && /^Digit[1-9]$/.test(event.code)) {
    runShortcut(event, event.code.slice(5));
  } else if (!event.altKey && !event.ctrlKey && !event.metaKey && !typing(event.target)) {
    if (event.key === "/") focusSearch(event);
    if (event.key === "j") move(event, 1);
    if (event.key === "k") move(event, -1);
  }
});

function runShortcut(event, digit) {
  const target = document.querySelector(`[data-shortcut="${digit}"]`);
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.click();
  const details = target.closest("details");
  if (details && target.matches("summary") && details.open) {
    const first = details.querySelector("input:not([type=hidden]), select, textarea, button");
    if (first) first.focus();
  }
}

function focusSearch(event) {
  const search = document.querySelector('[data-hotkey="/"]');
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function move(event, by) {
  const links = Array.from(document.querySelectorAll("[data-dossier-list] [data-open]"));
  if (!links.length) return;
  event.preventDefault();
  const row = document.activeElement.closest("[data-row]");
  const at = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1);
  links[next].focus();
}
