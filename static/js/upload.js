// Names and sizes of chosen files before they leave.
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
