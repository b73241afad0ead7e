/* An entry's form: towns and entries are proposed as one types, rows are added, and the pin goes back. Without it one
   types the whole name, one row is always free, and emptying the two numbers brings the pin back. */
"use strict";

(() => {
  const form = document.querySelector("[data-entry]");
  if (!form) return;
  const WAIT = 200;
  let waits = null;
  let asked = 0;

  async function propose(field) {
    const what = field.dataset.proposes;
    const list = document.getElementById(what);
    const typed = field.value.trim();
    if (typed.length < 2 || [...list.children].some((option) => option.value === field.value)) return;
    const turn = ++asked;
    try {
      const answer = await fetch(`${form.dataset[what]}?q=${encodeURIComponent(typed)}`);
      if (!answer.ok || turn !== asked) return;
      const { found } = await answer.json();
      list.replaceChildren(...found.map((value) => Object.assign(document.createElement("option"), { value })));
    } catch {
      // Nobody answers: the whole name does as well.
    }
  }

  form.addEventListener("input", (event) => {
    if (!event.target.dataset.proposes) return;
    clearTimeout(waits);
    waits = setTimeout(() => propose(event.target), WAIT);
  });

  function more(name) {
    const total = form.elements[`${name}-TOTAL_FORMS`];
    const most = Number(form.elements[`${name}-MAX_NUM_FORMS`].value);
    const number = Number(total.value);
    if (number >= most) return;
    const row = form.querySelector(`[data-empty="${name}"]`).content.firstElementChild.cloneNode(true);
    row.innerHTML = row.innerHTML.replaceAll("__prefix__", number);
    row.querySelector("legend").textContent = row.querySelector("legend").textContent.trim() + ` ${number + 1}`;
    form.querySelector(`[data-rows="${name}"]`).append(row);
    total.value = number + 1;
    row.querySelector("input").focus();
  }

  form.querySelectorAll("[data-more]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => more(button.dataset.more));
  });

  const centre = form.querySelector("[data-centre]");
  centre.hidden = false;
  centre.addEventListener("click", () => {
    form.elements.latitude.value = "";
    form.elements.longitude.value = "";
    form.elements.town.focus();
  });
})();
