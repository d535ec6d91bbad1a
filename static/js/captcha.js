// "Đổi mã khác" without leaving the page; where this does not run or fails, the button sends the form.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-captcha] button[value=refresh]");
  if (!button) return;
  const block = button.closest("[data-captcha]");
  const image = block.querySelector("img");
  if (!image || block.dataset.failed) return;
  event.preventDefault();
  try {
    const answer = await fetch(block.dataset.refreshUrl, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = await answer.json();
    image.src = fresh.image_url;
    block.querySelector("input[type=hidden]").value = "picture-" + fresh.key;
    const box = block.querySelector("input:not([type=hidden])");
    box.value = "";
    box.focus();
  } catch {
    block.dataset.failed = "1";
    button.click();
  }
});
