/* What a drag asks the server, and what it answers: nothing is done before somebody says so. */
"use strict";

(() => {
  const place = document.querySelector("[data-timeline]");
  if (!place) return;
  const dialog = document.getElementById("plan-dialog");
  const inside = dialog.querySelector("[data-inside]");
  const note = document.getElementById("plan-note");
  const region = document.querySelector("[data-plan]");
  const token = document.querySelector("#plan-token input").value;
  const words = place.dataset;
  let board = null;
  let back = null;

  const send = (url, body) =>
    fetch(url, { method: body ? "POST" : "GET", body, headers: { "HX-Request": "true", "X-CSRFToken": token } });
  const filled = (values) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.append(name, value);
    return body;
  };

  /* The answer as it came: a question, a note or a refusal. */
  async function show(asked, whenLeft = null) {
    if (whenLeft) back = whenLeft;
    let answer;
    try {
      answer = await asked;
    } catch {
      inside.replaceChildren(Object.assign(document.createElement("p"), { textContent: words.unreachable }));
      if (!dialog.open) dialog.showModal();
      return;
    }
    if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("text/html")) return location.reload();
    const text = await answer.text();
    if (answer.ok && answer.headers.get("X-Done")) return done(text);
    inside.innerHTML = text;
    dialog.classList.toggle("is-refused", !answer.ok);
    if (!dialog.open) dialog.showModal();
    // What was pressed is gone with what it stood in: the keyboard goes on at what came instead.
    wake(inside);
    // What goes back to exactly what it was needs no second yes.
    if (answer.ok) inside.querySelector("form[data-at-once]")?.requestSubmit();
    return undefined;
  }

  function done(text) {
    back = null;
    dialog.close();
    note.innerHTML = text;
    sayNew(note);
    note.querySelector("button, a")?.focus();
    board?.load();
    anew();
  }

  /* The table as it is now: it was written with the page, before anything was moved. */
  async function anew() {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const now = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-plan]");
    if (!now) return;
    region.replaceChildren(...now.children);
    region.dispatchEvent(new Event("plan:anew"));
  }

  dialog.addEventListener("close", () => {
    inside.replaceChildren();
    back?.();
    if (back) board?.load();
    back = null;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog && !event.target.closest("[data-leave]")) return;
    event.preventDefault();
    dialog.close();
  });
  for (const each of [dialog, note]) {
    each.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const form = event.target;
      const body = new FormData(form, event.submitter);
      show(send(form.getAttribute("action"), body));
    });
  }

  const asking = {
    move: (values, revert) => show(send(words.move, filled(values)), revert),
    create: (values, unselect) => show(send(`${words.create}?${new URLSearchParams(values)}`), unselect),
  };

  /* The switch. Without it, on a phone and on paper there is the table. */
  const looks = document.querySelector("[data-plan-looks]");
  looks.parentElement.hidden = false;
  const remembered = () => {
    try {
      return localStorage.getItem("planning");
    } catch {
      return null;
    }
  };
  function look(name) {
    const drawn = name === "timeline" && Timeline.WIDE.matches;
    place.hidden = !drawn;
    region.closest(".plan").classList.toggle("is-drawn", drawn);
    looks.querySelectorAll("button").forEach((each) =>
      each.setAttribute("aria-pressed", String(each.value === (drawn ? "timeline" : "table"))),
    );
    if (drawn && !board) {
      board = new Timeline.Board(place, asking);
      board.load();
    } else if (drawn) board.draw();
  }
  looks.addEventListener("click", (event) => {
    const { value } = event.target.closest("button") ?? {};
    if (!value) return;
    try {
      localStorage.setItem("planning", value);
    } catch {
      /* It is asked again then. */
    }
    look(value);
    // Others have been at it since the page came.
    if (value === "table" && board) anew();
  });
  // Whoever comes to the table by keyboard sees it.
  region.addEventListener("focusin", () => region.closest(".plan").classList.contains("is-drawn") && look("table"));
  const asked = new URLSearchParams(location.search).get("as");
  const first = asked || remembered() || "timeline";
  look(first);
  Timeline.WIDE.addEventListener("change", () => look(remembered() || first));
  addEventListener("resize", () => board?.data && !place.hidden && (board.fit(), board.mark()));

  sayNew(note);

  /* Every half minute and when somebody comes back; never under somebody's hands. */
  const refresh = () => {
    const off = document.querySelector(`[data-live-switch="${place.id}"] input:not(:checked)`);
    if (board && !off && !document.hidden && !place.hidden && !board.busy && !dialog.open) board.load();
  };
  setInterval(refresh, 30_000);
  addEventListener("focus", refresh);
})();
