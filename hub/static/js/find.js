/* Suggestions under the box that searches everything. Without this the box is a form like any other. */
"use strict";

const FIND_PAUSE = 180;

function find(form) {
  const input = form.querySelector("input");
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "find-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.getAttribute("aria-label"));
  form.append(list);
  const told = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(told)) input.setAttribute(name, value);
  let timer, asking, at = -1, asked = "";

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }

  function choose(number) {
    const options = [...list.children];
    at = number;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (options[at]) {
      input.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function option({ title, about, address, language }, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.dataset.address = address;
    const [name, more] = [document.createElement("b"), document.createElement("span")];
    name.textContent = title;
    name.lang = language;
    more.textContent = about;
    item.append(name, " ", more);
    return item;
  }

  async function ask() {
    const text = input.value.trim();
    if (text === asked) return;
    asked = text;
    asking?.abort();
    if (text.length < 2) return show(false);
    asking = new AbortController();
    try {
      const address = `${form.dataset.suggest}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) return show(false);
      const { suggestions, said } = await answer.json();
      list.replaceChildren(...suggestions.map(option));
      choose(-1);
      show(suggestions.length > 0 && document.activeElement === input);
      say(said);
    } catch {
      // What was asked meanwhile comes instead; a line that is down suggests nothing.
    }
    return undefined;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, FIND_PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      show(false);
    } else if (event.key === "ArrowDown" && last >= 0) {
      event.preventDefault();
      if (list.hidden) show(true);
      choose(at < last ? at + 1 : -1);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      choose(at < 0 ? last : at - 1);
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(list.children[at].dataset.address);
    }
  });
  input.addEventListener("blur", () => show(false));
  // The box keeps the focus while one points at a line.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[data-address]");
    if (item) location.assign(item.dataset.address);
  });
}

document.querySelectorAll("form[data-suggest]").forEach(find);

/* What narrows a list stands open where there is room for it. */
const facets = document.querySelector(".facets");
if (facets && matchMedia("(min-width: 56rem)").matches) facets.open = true;
