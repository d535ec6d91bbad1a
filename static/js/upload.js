// Names and sizes of chosen files before they leave, and a bar while they travel.
"use strict";

const LIMIT = 50 * 1024 * 1024;

function sizeInWords(bytes) {
  return bytes < 1048576 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(1).replace(".", ",") + " MB";
}

const reader = () => (document.body.classList.contains("for-desk") ? "Anh/Chị" : "Ông/Bà");

document.addEventListener("change", (event) => {
  const picker = event.target.closest("[data-picker]");
  if (!picker || event.target.type !== "file") return;
  const list = picker.querySelector("[data-picked]");
  list.replaceChildren(...Array.from(event.target.files, pickedLine));
});

function pickedLine(file) {
  const line = document.createElement("li");
  const tooBig = file.size >= LIMIT;
  const size = sizeInWords(file.size);
  line.textContent = tooBig
    ? `Tệp “${file.name}” nặng ${size}. Mỗi tệp cần dưới 50 MB. ${reader()} có thể chia tệp hoặc chụp lại với độ phân giải thấp hơn.`
    : `${file.name} · ${size}`;
  line.classList.toggle("is-wrong", tooBig);
  return line;
}

// The form is sent as it is; only the travel is shown. Any trouble falls back to the browser's own submission.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const inputs = Array.from(form.querySelectorAll("[data-picker] input[type=file]"));
  const used = inputs.filter((input) => input.files.length);
  if (event.defaultPrevented || !used.length || form.dataset.travel) return;
  event.preventDefault();
  form.dataset.travel = "1";
  send(form, event.submitter, used[0].closest("[data-picker]").querySelector("[data-progress]"));
});

function send(form, submitter, bar) {
  const request = new XMLHttpRequest();
  const address = new URL(form.getAttribute("action") || "", window.location.href).href;
  const plainly = () => {
    bar.hidden = true;
    delete form.dataset.sent;
    form.requestSubmit(submitter);
  };
  bar.hidden = false;
  request.upload.onprogress = (progress) => {
    if (progress.lengthComputable) bar.value = (100 * progress.loaded) / progress.total;
  };
  request.onload = () => {
    const next = request.getResponseHeader("X-Location");
    if (next) window.location.assign(next);
    else showAnswer(request.responseText);
  };
  request.onerror = plainly;
  request.open("POST", address);
  request.setRequestHeader("X-Upload", "1"); // answered with where to go on: portal.middleware.UploadAnswer
  request.send(new FormData(form, submitter));
}

function showAnswer(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.body.replaceWith(page.body);
  window.scrollTo(0, 0);
  if (!announceErrors()) document.querySelector("main").focus();
}
