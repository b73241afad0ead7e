/* The editor saves as one types, and keeps in this browser what the server has not heard. Without it the buttons do. */
"use strict";

(() => {
  const form = document.getElementById("write");
  if (!form) return;
  const status = document.getElementById("saved");
  const keptNote = document.getElementById("kept");
  const key = `draft:${form.dataset.uuid}`;
  const hidden = (name) => form.querySelector(`:scope > input[name="${name}"]`);
  const [token, tab] = [hidden("token"), hidden("tab")];
  tab.value = hex(8);
  const AFTER = 1500;
  let waits = null;
  let running = false;
  let stopped = false;
  let tries = 0;

  function hex(bytes) {
    return [...crypto.getRandomValues(new Uint8Array(bytes))].map((each) => each.toString(16).padStart(2, "0")).join("");
  }

  function tell(words, isAway = false) {
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("away", isAway);
  }

  /* What is typed, in its order; not the files, and not what only this page knows. */
  function entries() {
    const own = ["token", "tab", "csrfmiddlewaretoken"];
    return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !own.includes(name));
  }

  /* `sent`: handed to the server with the whole page; a page with another token is its answer. */
  function keep(sent = false) {
    try {
      localStorage.setItem(key, JSON.stringify({ token: token.value, entries: entries(), sent }));
      return true;
    } catch {
      return false;
    }
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function forget() {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept there.
    }
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  /* Rows. */
  const list = (name) => form.querySelector(`[data-rows="${name}"]`);
  const idOf = (row) => row.id.slice("row-".length);

  function newRow(name, id = hex(4)) {
    const holder = document.createElement("div");
    holder.innerHTML = document.getElementById(`new-${name}`).innerHTML.replaceAll("__id__", id);
    const row = holder.firstElementChild;
    list(name).append(row);
    return row;
  }

  function number() {
    form.querySelectorAll("[data-rows] > li").forEach((row) => {
      const at = [...row.parentElement.children].indexOf(row) + 1;
      row.querySelectorAll("[data-number]").forEach((place) => (place.textContent = at));
    });
  }

  function carryOut(what) {
    const [verb, id] = what.split(":");
    const name = { "add-step": "steps", "add-gear": "gear", "add-data": "files" }[verb];
    const row = name ? newRow(name) : document.getElementById(`row-${id}`);
    if (verb === "up") row.previousElementSibling?.before(row);
    if (verb === "down") row.nextElementSibling?.after(row);
    if (verb === "off") row.remove();
    number();
    const next = verb === "off" ? form.querySelector("[name='do'][value^='add-']") : row;
    if (name) row.querySelector("input:not([type='hidden']), select")?.focus();
    else if (verb === "off") next?.focus();
    else row.querySelector(`[value="${what}"]`)?.focus();
    changed();
  }

  /* Puts what was kept into the form, rows and all. */
  function fill(all) {
    for (const [name, field] of [["steps", "step"], ["gear", "gear"], ["files", "data"]]) {
      if (!list(name)) continue;
      const ids = all.filter(([each]) => each === field).map(([, id]) => id);
      [...list(name).children].filter((row) => !ids.includes(idOf(row))).forEach((row) => row.remove());
      ids.forEach((id) => list(name).append(document.getElementById(`row-${id}`) ?? newRow(name, id)));
    }
    const values = new Map();
    all.forEach(([name, value]) => values.set(name, [...(values.get(name) ?? []), value]));
    for (const field of form.elements) {
      if (!field.name || ["token", "tab", "csrfmiddlewaretoken", "do"].includes(field.name) || field.type === "file") continue;
      const own = values.get(field.name) ?? [];
      if (field.type === "checkbox") field.checked = own.includes(field.value);
      else if (!["step", "gear", "data"].includes(field.name)) field.value = own[0] ?? "";
    }
    number();
  }

  /* Files that were chosen, and what the server made of them. */
  function attached(answer) {
    for (const [where, file] of Object.entries(answer.attached)) {
      const input = form.querySelector(`[data-attached="${where}"]`);
      const place = form.querySelector(`[data-shown="${where}"]`);
      if (!input || input.value === file.uuid) continue;
      input.value = file.uuid;
      if (file.url) place.querySelector("img").src = file.url;
      else place.querySelector("[data-name]").textContent = file.name;
      place.querySelector("input").checked = false;
      place.hidden = false;
    }
    form.querySelectorAll("[data-refused]").forEach((place) => {
      place.textContent = answer.refused[place.dataset.refused] ?? "";
      place.hidden = !place.textContent;
    });
  }

  function body() {
    const sent = new FormData();
    entries().forEach(([name, value]) => sent.append(name, value));
    [token, tab, form.querySelector("[name='csrfmiddlewaretoken']")].forEach((field) => sent.append(field.name, field.value));
    const files = [...form.querySelectorAll("input[type='file']")].filter((input) => input.files.length);
    files.forEach((input) => sent.append(input.name, input.files[0]));
    return [sent, files];
  }

  async function ask() {
    const before = entries();
    const [sent, files] = body();
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST",
      body: sent,
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(60_000),
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) return stop(status.dataset.out);
    if (answer.status >= 500) throw new Error(`${answer.status}`);
    const said = await answer.json();
    if (said.code === "written_meanwhile") return stop(status.dataset.meanwhile);
    if (!answer.ok) return tell(said.words, true);
    tries = 0;
    token.value = said.token;
    files.forEach((input) => (input.value = ""));
    const isAll = same(before, entries());
    attached(said);
    if (isAll) forget();
    else later(AFTER);
    return tell(status.dataset.saved.replace("{time}", said.at));
  }

  function stop(words) {
    stopped = true;
    keep();
    tell(words, true);
  }

  async function save() {
    waits = null;
    if (running) return later(AFTER);
    if (stopped) return undefined;
    running = true;
    try {
      await ask();
    } catch {
      tries += 1;
      tell(keep() ? status.dataset.away : status.dataset.nowhere, true);
      later(Math.min(2000 * 2 ** tries, 30_000));
    } finally {
      running = false;
    }
    return undefined;
  }

  function later(milliseconds) {
    clearTimeout(waits);
    waits = setTimeout(save, milliseconds);
  }

  function changed() {
    keep();
    if (stopped) return;
    if (!status.classList.contains("away")) tell(status.dataset.saving);
    later(AFTER);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", (event) => (event.target.type === "file" ? later(0) : changed()));
  /* A title has one line, however many the screen needs for it. */
  form.elements.title.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  form.addEventListener("click", (event) => {
    const what = event.target.closest("button[name='do']")?.value ?? "";
    if (!/^(add-|up:|down:|off:)/.test(what)) return;
    event.preventDefault();
    carryOut(what);
  });
  form.addEventListener("submit", (event) => {
    if (isAway(form)) {
      event.preventDefault();
      return sendIfReached(form, event.submitter, () => tell(keep() ? status.dataset.away : status.dataset.nowhere, true));
    }
    clearTimeout(waits);
    keep(true);
    return undefined;
  });
  addEventListener("online", () => later(0));

  /* What was kept when this browser was closed, or the connection was lost. */
  const was = kept();
  if (was && (same(was.entries, entries()) || (was.sent && was.token !== token.value))) forget();
  else if (was && was.token === token.value) {
    fill(was.entries);
    tell(status.dataset.restored);
    later(AFTER);
  } else if (was) {
    keptNote.hidden = false;
    keptNote.querySelector("[data-put-back]").addEventListener("click", () => {
      fill(was.entries);
      keptNote.hidden = true;
      changed();
    });
    keptNote.querySelector("[data-throw-away]").addEventListener("click", () => {
      forget();
      keptNote.hidden = true;
    });
  }
  number();
})();
