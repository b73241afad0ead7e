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
  const shut = document.getElementById("plan-shut");
  const words = place.dataset;
  let board = null;
  let back = null;
  let sending = null;

  const send = (url, body) =>
    fetch(url, { method: body ? "POST" : "GET", body, headers: { "HX-Request": "true", "X-CSRFToken": token } });
  const filled = (values) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.append(name, value);
    return body;
  };

  /* The note lies over the board, and so where the hand was not; it has a way out, and is none in the way of a drag. */
  let [hand, low] = [0, false];
  const closable = () => note.querySelector(".note")?.append(shut.content.cloneNode(true));
  addEventListener("pointermove", (event) => (hand = event.clientY), { passive: true });
  place.addEventListener("pointerdown", () => note.classList.add("is-passed"));
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => note.classList.remove("is-passed"));
  closable();

  /* Nothing else is taken hold of, and nothing is drawn anew, while a question stands open. */
  const hold = (on) => {
    place.inert = on;
    if (board) board.asked = on;
  };

  /* The answer as it came: a question, a note or a refusal. Until it is there nothing else is taken hold of. */
  async function show(asked, whenLeft = null) {
    if (whenLeft) [back, low] = [whenLeft, hand > innerHeight / 2];
    hold(true);
    let answer = null;
    try {
      answer = await asked;
    } catch {
      /* As if the site had said that it cannot. */
    }
    place.inert = false;
    if (!answer || answer.status >= 500) return unanswered();
    if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("text/html")) return location.reload();
    const text = await answer.text();
    if (answer.ok && answer.headers.get("X-Done")) return done(text);
    inside.innerHTML = text;
    dialog.classList.toggle("is-refused", !answer.ok);
    if (!dialog.open) dialog.showModal();
    // What was pressed is gone with what it stood in: the keyboard goes on at what came instead.
    wake(inside);
    // What goes back to exactly what it was needs no second yes.
    const again = answer.ok && inside.querySelector("form[data-at-once]");
    if (again) {
      sending = null;
      again.requestSubmit();
    }
    return undefined;
  }

  /* What somebody filled in stays. */
  function unanswered() {
    const text = inside.querySelector("form") ? words.unanswered : words.unreachable;
    inside.querySelector("[data-unanswered]")?.remove();
    const said = Object.assign(document.createElement("p"), { className: "note warning", textContent: text });
    said.dataset.unanswered = "";
    said.setAttribute("role", "alert");
    inside.prepend(said);
    dialog.classList.add("is-refused");
    if (!dialog.open) dialog.showModal();
    said.scrollIntoView({ block: "nearest" });
  }

  /* What comes next is dragged from what is so now, so the question is closed when that is drawn. */
  async function done(text) {
    back = null;
    hold(false);
    board?.calendar?.unselect();
    await board?.load();
    note.innerHTML = text;
    note.classList.toggle("is-high", low);
    closable();
    dialog.close();
    sayNew(note);
    note.querySelector("button, a")?.focus({ preventScroll: true });
    anew();
  }

  /* The table as it is now: it was written with the page, before anything was moved. What others did is said. */
  async function anew(news = false) {
    const rows = await PlanningTable.anew(region);
    if (!news || !rows?.length) return;
    const names = rows.filter(Boolean);
    say(names.length ? words.changedIn.replace("ROWS", names.slice(0, 3).join(", ")) : words.changed);
  }

  dialog.addEventListener("close", () => {
    inside.replaceChildren();
    hold(false);
    back?.();
    if (back) board?.load();
    else board?.catchUp();
    back = null;
  });
  note.addEventListener("click", (event) => event.target.closest("[data-shut]") && note.replaceChildren());
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog && !event.target.closest("[data-leave]")) return;
    event.preventDefault();
    dialog.close();
  });
  for (const each of [dialog, note]) {
    each.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      // A finger that taps twice says it once.
      if (sending) return;
      const form = event.target;
      const body = new FormData(form, event.submitter);
      const mine = (sending = {});
      event.submitter?.setAttribute("aria-busy", "true");
      show(send(form.getAttribute("action"), body)).finally(() => {
        if (sending === mine) sending = null;
        event.submitter?.removeAttribute("aria-busy");
      });
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
    if (value === "table") refresh();
  });
  // Whoever comes to the table by keyboard sees it.
  region.addEventListener("focusin", () => region.closest(".plan").classList.contains("is-drawn") && look("table"));
  const asked = new URLSearchParams(location.search).get("as");
  const first = asked || remembered() || "timeline";
  look(first);
  Timeline.WIDE.addEventListener("change", () => look(remembered() || first));
  let wide = 0;
  addEventListener("resize", () => {
    if (!board?.data || place.hidden || board.busy || wide === place.clientWidth) return;
    wide = place.clientWidth;
    board.draw();
  });

  sayNew(note);

  /* Every half minute and when somebody comes back; never under somebody's hands. The table is there for who hears the
     page while the other is drawn, so both go along; it is asked for only when what is drawn has another tag, or hour. */
  let tag = null;
  let hour = new Date().getHours();
  const looked = async () => {
    if (board && !place.hidden) return (await board.load(), board.tag);
    const answer = await fetch(words.url, { headers: tag ? { "If-None-Match": tag } : {} }).catch(() => null);
    const came = answer && !answer.redirected && (answer.ok || answer.status === 304);
    document.querySelector("[data-stale]").hidden = Boolean(came);
    return came ? answer.headers.get("ETag") : tag;
  };
  const marked = () => !getSelection().isCollapsed && region.contains(getSelection().anchorNode);
  const refresh = async () => {
    const off = document.querySelector(`[data-live-switch="${place.id}"] input:not(:checked)`);
    if (off || document.hidden || dialog.open || board?.busy || marked()) return;
    const seen = await looked();
    if (seen === tag && hour === new Date().getHours()) return;
    [tag, hour] = [seen, new Date().getHours()];
    await anew(true);
  };
  setInterval(refresh, 30_000);
  addEventListener("focus", refresh);
  addEventListener("online", refresh);
  document.addEventListener("visibilitychange", refresh);
})();
