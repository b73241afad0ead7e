/* Keeps what is typed in this tab until the server has it: a lost connection, a session that ran out, or another button of
   the page take nothing away. It goes with the tab and with signing out. Without it the browser does what it can. */
"use strict";

(() => {
  const OURS = "kept:";
  const forms = [...document.querySelectorAll("form[data-kept]")];
  const nameOf = (form) => OURS + form.dataset.kept;
  const read = (name) => JSON.parse(sessionStorage.getItem(name));
  const forget = (name) => sessionStorage.removeItem(name);
  const kept = () => Object.keys(sessionStorage).filter((name) => name.startsWith(OURS));
  const entries = (form) =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  // The key of a request is another on each page: it is nothing that somebody typed.
  const typed = (all) => JSON.stringify(all.filter(([name]) => !name.endsWith("key")));

  function keep(form, sent) {
    try {
      sessionStorage.setItem(nameOf(form), JSON.stringify({ from: location.href.split("#")[0], entries: entries(form), sent }));
    } catch {
      // There is no room: then as without us.
    }
  }

  /* Rows that were added are added again. */
  function grow(form, values) {
    form.querySelectorAll("[data-more]").forEach((button) => {
      const total = form.elements[`${button.dataset.more}-TOTAL_FORMS`];
      const wanted = Number(values.get(total.name)?.[0] ?? 0);
      for (let before = -1; Number(total.value) < wanted && Number(total.value) > before; ) {
        before = Number(total.value);
        button.click();
      }
    });
  }

  function fill(form, all) {
    const values = new Map();
    all.forEach(([name, value]) => values.set(name, [...(values.get(name) ?? []), value]));
    grow(form, values);
    for (const field of form.elements) {
      if (!field.name || field.name === "csrfmiddlewaretoken" || ["file", "submit"].includes(field.type)) continue;
      const own = values.get(field.name) ?? [];
      if (["checkbox", "radio"].includes(field.type)) field.checked = own.includes(field.value);
      else field.value = own[0] ?? "";
    }
    // The pin of a map follows its numbers.
    form.elements.latitude?.dispatchEvent(new Event("input"));
  }

  function restore(form) {
    const was = read(nameOf(form));
    if (!was) return;
    // The server has answered with what was typed; or it stands there just so.
    if ("keptAnswered" in form.dataset) return forget(nameOf(form));
    if (form.closest("details")) form.closest("details").open = true;
    if (typed(was.entries) === typed(entries(form))) return forget(nameOf(form));
    const focused = document.activeElement;
    fill(form, was.entries);
    focused?.focus({ preventScroll: true });
    keep(form, false);
    const note = form.querySelector("[data-kept-note]");
    note.hidden = false;
    say(note.querySelector("p").textContent);
    note.querySelector("button").addEventListener("click", () => {
      forget(nameOf(form));
      location.reload();
    });
  }

  /* A page that was reached by sending a form is the answer to it; going back to the form is none. */
  const [arrived] = performance.getEntriesByType("navigation");
  for (const name of kept()) {
    const { from, sent } = read(name);
    if (sent && arrived?.type !== "back_forward" && document.referrer === from) forget(name);
  }
  for (const form of forms) {
    const whose = `${nameOf(form).split("/")[0]}/`;
    // Somebody else sits here now. Who has no account here may be somebody whose session ran out.
    if (whose !== `${OURS}-/`) kept().filter((name) => !name.startsWith(whose)).forEach(forget);
    restore(form);
    form.addEventListener("input", () => keep(form, false));
    form.addEventListener("submit", () => keep(form, navigator.onLine));
    form.querySelectorAll("[data-kept-drop]").forEach((link) => link.addEventListener("click", () => forget(nameOf(form))));
  }
})();
