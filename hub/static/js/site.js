/* Small comforts. Every page works without them. */
"use strict";

/* Says something to whoever hears the page instead of seeing it: what is new, and no more than that. */
function say(words) {
  const place = document.getElementById("said");
  if (!place || !words) return;
  place.textContent = "";
  // A region is only listened to once it stood there empty; and what was said need not be met again.
  setTimeout(() => (place.textContent = words), 150);
  clearTimeout(say.silence);
  say.silence = setTimeout(() => (place.textContent = ""), 10_000);
}

function sayNew(root) {
  const all = [...root.querySelectorAll("[data-say]")].map((element) => element.textContent.trim().replace(/\s+/g, " "));
  // What ends without a stop is heard with one.
  say(all.map((words) => (/[.!?]$/.test(words) ? words : `${words}.`)).join(" "));
}

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
      if (element.dataset.soon) say(element.dataset.over);
      return undefined;
    }
    // Twice before the end, and not each second.
    if (element.dataset.soon && left === 300) say(element.dataset.soon);
    if (element.dataset.soon && left === 60) say(element.dataset.last);
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
  // What is wrong goes before what is new.
  (root.querySelector("[data-focus][role='alert']") ?? root.querySelector("[data-focus]"))?.focus();
}

/* A row of pages that runs off a phone's side begins with the one that is open. */
document.querySelectorAll(".across [aria-current]").forEach((link) => {
  if (link.offsetLeft + link.offsetWidth > innerWidth) link.parentElement.scrollLeft = link.offsetLeft - 24;
});

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

/* A form is sent once, and not without a connection: what the browser shows instead would lose what was typed. After half
   a minute, or when one comes back to the page, it can be sent again: on a bad line one stops and tries anew. */
const HELD = 30_000;
function free(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}
function away(form) {
  const note = form.querySelector(":scope > .no-line") ?? document.createElement("p");
  note.className = "note warning no-line";
  note.setAttribute("role", "alert");
  form.append(note);
  note.textContent = document.getElementById("said").dataset.away;
}
/* A machine without any network says so, and still reaches a site that runs on itself. */
function sendIfReached(form, submitter, otherwise) {
  const again = () => {
    form.dataset.reached = "1";
    form.requestSubmit(submitter);
    delete form.dataset.reached;
  };
  fetch("/robots.txt", { method: "HEAD", cache: "no-store" }).then(again, otherwise);
}
const isAway = (form) => !navigator.onLine && !form.dataset.reached;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (isAway(form) || form.dataset.sent) event.preventDefault();
  if (isAway(form)) return sendIfReached(form, event.submitter, () => away(form));
  if (form.dataset.sent) return say(document.getElementById("said").dataset.sending);
  if (form.hasAttribute("data-leaves")) sessionStorage.clear();
  // What answers with a file stays where it is, and may be asked for the next.
  if (form.hasAttribute("data-download")) return undefined;
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(free, HELD, form);
  return undefined;
});
addEventListener("online", () => document.querySelectorAll(".no-line").forEach((note) => note.remove()));
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

/* Refusals come as fragments with an error status: show them where the answer would have stood. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { status } = event.detail.xhr;
  if (status >= 400 && status < 600 && event.detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html")) {
    event.detail.shouldSwap = status !== 500;
    event.detail.isError = false;
  }
});
/* What refreshes itself can be told not to, waits while somebody is busy within it, and keeps open what was open. */
document.querySelectorAll("[data-live-switch]").forEach((place) => (place.hidden = false));
document.addEventListener("htmx:beforeRequest", (event) => {
  const live = event.detail.elt;
  if (!live.matches("[data-live]")) return;
  const off = document.querySelector(`[data-live-switch="${live.id}"] input:not(:checked)`);
  if (off || document.hidden || live.contains(document.activeElement)) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const live = event.detail.elt;
  if (!live.matches("[data-live]")) return;
  const { status, responseURL } = event.detail.xhr;
  // Whoever is signed out meanwhile would see the page to sign in there.
  const [came, asked] = [responseURL, live.getAttribute("hx-get")].map((url) => new URL(url, location.href).pathname);
  if (status !== 200 || came !== asked) event.detail.shouldSwap = false;
  const open = [...live.querySelectorAll("details")].map((each) => each.open);
  const again = () => live.querySelectorAll("details").forEach((each, at) => (each.open = open[at] ?? each.open));
  live.addEventListener("htmx:afterSwap", again, { once: true });
});
document.addEventListener("htmx:afterSettle", (event) => {
  sayNew(event.target);
  wake(event.target);
});
sayNew(document.getElementById("messages") ?? document.createElement("div"));
wake(document);
