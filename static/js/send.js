// Forms that travel by script: files, with a bar; and those marked data-straight, answered with the next page at
// once (portal/views/straight.py). Any trouble falls back to the browser's own submission.
"use strict";

let shown = window.location.pathname + window.location.search;

document.addEventListener("submit", (event) => {
  const form = event.target;
  const inputs = Array.from(form.querySelectorAll("[data-picker] input[type=file]"));
  const used = inputs.find((input) => input.files.length);
  if (event.defaultPrevented || form.dataset.travel || !(used || form.hasAttribute("data-straight"))) return;
  event.preventDefault();
  form.dataset.travel = "1";
  send(form, event.submitter, used && used.closest("[data-picker]").querySelector("[data-progress]"));
});

function send(form, submitter, bar) {
  const request = new XMLHttpRequest();
  const plainly = () => {
    if (bar) bar.hidden = true;
    delete form.dataset.sent;
    form.requestSubmit(submitter);
  };
  if (bar) {
    bar.hidden = false;
    request.upload.onprogress = (progress) => {
      if (progress.lengthComputable) bar.value = (100 * progress.loaded) / progress.total;
    };
  }
  request.onload = () => {
    const next = request.getResponseHeader("X-Location");
    if (next && !request.responseText) window.location.assign(next);
    else showAnswer(request.responseText, next);
  };
  request.onerror = plainly;
  request.open("POST", new URL(form.getAttribute("action") || "", window.location.href).href);
  request.setRequestHeader("X-Upload", "1"); // asks for the next page, or to be told where to go on
  request.send(new FormData(form, submitter));
}

function showAnswer(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (address) standAt(address);
  document.title = page.title;
  document.body.replaceWith(page.body);
  page.head.querySelectorAll("meta[name], link[rel=stylesheet], script[src]").forEach(bring);
  if (window.htmx) window.htmx.process(document.body);
  window.scrollTo(0, 0);
  if (!announceErrors()) document.querySelector("main").focus();
}

// What the new page's head has and this one lacks; a copy, since a parsed script does not run.
function bring(element) {
  const key = ["name", "href", "src"].find((name) => element.hasAttribute(name));
  const same = `${element.localName}[${key}="${CSS.escape(element.getAttribute(key))}"]`;
  if (document.head.querySelector(same)) return;
  const copy = document.createElement(element.localName);
  for (const { name, value } of element.attributes) copy.setAttribute(name, value);
  copy.async = false;
  document.head.append(copy);
}

function standAt(address) {
  const here = new URL(address, window.location.href);
  const change = here.href === window.location.href ? "replaceState" : "pushState";
  window.history[change](null, "", here.href);
  shown = here.pathname + here.search;
}

// Back and forward ask the server anew: it knows what was answered. A jump within the page is none of this.
window.addEventListener("popstate", () => {
  if (window.location.pathname + window.location.search !== shown) window.location.reload();
});
