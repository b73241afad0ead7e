/* Small comforts. Every page works without them. */
"use strict";

/* Counts down what the server wrote. By the monotonic clock, so that a wrong wall clock does not matter. */
function countdown(element) {
  const end = performance.now() + Number(element.dataset.left) * 1000;
  const two = (number) => String(number).padStart(2, "0");
  const timer = setInterval(tick, 1000);
  function tick() {
    const left = Math.max(Math.ceil((end - performance.now()) / 1000), 0);
    if (!element.isConnected) return clearInterval(timer);
    if (left === 0) {
      clearInterval(timer);
      element.textContent = element.dataset.over;
      return undefined;
    }
    const hours = Math.floor(left / 3600);
    const minutes = two(Math.floor(left / 60) % 60);
    element.textContent = `${hours ? `${hours}:` : ""}${minutes}:${two(left % 60)}`;
    return undefined;
  }
}

function wake(root) {
  root.querySelectorAll("[data-left]:not([data-awake])").forEach((element) => {
    element.dataset.awake = "";
    countdown(element);
  });
  root.querySelector("[data-focus]")?.focus();
}

/* A menu closes with Escape, and when something else is chosen. */
document.addEventListener("keydown", (event) => {
  const open = document.querySelector("[data-menu][open]");
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
for (const name of ["click", "focusin"]) {
  document.addEventListener(name, (event) => {
    document.querySelectorAll("[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
}

/* A form is sent once; coming back to the page makes it sendable again. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});

/* Refusals come as fragments with an error status: show them where the answer would have stood. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { status } = event.detail.xhr;
  if (status >= 400 && status < 600 && event.detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html")) {
    event.detail.shouldSwap = status !== 500;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSettle", (event) => wake(event.target));
wake(document);
