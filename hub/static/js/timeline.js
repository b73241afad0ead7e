/* The planning drawn in time, with a mouse or a finger. The table says the same to everybody; this is beside it. What is
   drawn is `timeline_drawn.js`, what a drag asks is `timeline_asking.js`. */
"use strict";

const Timeline = (() => {
  const { Drawn, MINUTE, DAY, minutesAt } = TimelineDrawn;
  const { ID, UNIT, START, UNTIL, NUMBER, STATE, WHO, PURPOSE, WHOLE, BLOCK, KIND, TITLE } = TimelineDrawn.BAR;
  // From a tablet held upright; what is smaller has the table as a list.
  const WIDE = matchMedia("(min-width: 44rem)");

  const make = (tag, className, ...inside) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside.filter(Boolean));
    return element;
  };

  class Board extends Drawn {
    constructor(place, asking) {
      super();
      this.place = place;
      this.asking = asking;
      this.words = place.dataset;
      // What came while a bar was in somebody's hands or a question stood open, to be drawn afterwards.
      this.news = null;
      this.held = false;
      this.asked = false;
      this.turn = 0;
      this.page = 0;
      this.turner = document.querySelector("[data-plan-pages]");
      this.turner.addEventListener("click", ({ target }) => target.closest("button") && this.leaf(Number(target.closest("button").value)));
      place.addEventListener("pointerdown", () => (this.held = true));
      for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => this.letGo());
      this.filters = [...document.querySelectorAll("[data-plan-filter]")];
      this.filters.forEach((each) => each.addEventListener("change", () => ((this.page = 0), this.draw())));
      // Whoever hears the page is not offered it, so the tab key stops nowhere in it, also the moment it is drawn.
      new MutationObserver(() => this.place.querySelectorAll("button, a, [tabindex='0'], .ec-main").forEach((each) => (each.tabIndex = -1)))
        .observe(place, { childList: true, subtree: true });
    }

    get busy() {
      return this.held || this.asked;
    }

    /* After the calendar has heard of it too, which then asks about what was dropped. */
    letGo() {
      if (this.held) setTimeout(() => ((this.held = false), this.catchUp()));
    }

    /* Of two answers the one that was asked for last counts. */
    async load() {
      const turn = ++this.turn;
      let answer, found;
      try {
        answer = await fetch(this.words.url, { headers: this.tag ? { "If-None-Match": this.tag } : {} });
        found = answer.ok && !answer.redirected ? await answer.json() : null;
      } catch {
        answer = null;
      }
      if (turn !== this.turn) return;
      document.querySelector("[data-stale]").hidden = Boolean(found) || answer?.status === 304;
      if (found) {
        this.tag = answer.headers.get("ETag");
        this.news = found;
      }
      this.catchUp();
    }

    /* Never under somebody's hands: what they hold would be drawn anew, and their drag is lost. */
    catchUp() {
      if (this.busy || !(this.news ?? this.data)) return;
      if (!this.news) return this.mark();
      this.data = { ...this.news, taken: this.joined(this.news.taken) };
      this.news = null;
      this.draw();
    }

    draw() {
      if (!this.data) return;
      this.rows = this.paged(this.chosen());
      const axis = this.axis();
      this.fit();
      this.beside = this.labels();
      const events = [...this.bars(), ...this.grounds()];
      const snapDuration = { minutes: this.steps() };
      const options = { ...axis, snapDuration, slotWidth: this.width, resources: this.resources(), events };
      // What is the same is left alone: folded groups stay folded, nothing jumps, and each is drawn once.
      const [before, now] = [this.same ?? {}, {}];
      for (const [name, value] of Object.entries(options)) now[name] = name === "events" ? null : JSON.stringify(value);
      const other = Object.keys(options).filter((name) => name === "events" || now[name] !== before[name]);
      this.same = now;
      if (this.calendar) for (const name of other) this.calendar.setOption(name, options[name]);
      else this.calendar = EventCalendar.create(this.place.querySelector(".plan-board"), { ...this.ways(), ...options });
      this.mark();
      this.turned();
    }

    /* To the units before or after these. */
    leaf(by) {
      this.page = Math.max(0, this.page + by);
      this.draw();
      this.place.querySelector(".ec-main").scrollTop = 0;
    }

    turned() {
      const { first, last, all, more } = this.pages;
      this.turner.hidden = last - first + 1 >= all;
      this.turner.querySelector("[data-of]").textContent = `${first}–${last} / ${all}`;
      const [before, after] = this.turner.querySelectorAll("button");
      [before.disabled, after.disabled] = [!this.page, !more];
    }

    ways() {
      const week = this.words.view === "week";
      const { lang } = document.documentElement;
      const named = (more) =>
        new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { weekday: "short", day: "numeric", timeZone: "UTC", ...more });
      const [short, names] = [named({}), named({ month: "short" })];
      const heads = () => (week && this.width * this.slots() < 110 ? short : names);
      const first = new Date(`${this.words.first}T00:00:00Z`).getTime();
      return {
        view: week ? "resourceTimelineWeek" : "resourceTimelineDay",
        date: "2001-01-01",
        firstDay: 1,
        headerToolbar: { start: "", center: "", end: "" },
        slotDuration: week ? "02:00" : "01:00",
        slotLabelInterval: week ? "04:00" : "01:00",
        slotHeight: 40,
        height: undefined,
        nowIndicator: false,
        dayHeaderFormat: (date) => heads().format(new Date(first + Math.floor(minutesAt(date) / DAY) * DAY * MINUTE)),
        slotLabelFormat: (date) => this.hourSaid(minutesAt(date)),
        resourceLabelContent: ({ resource }) => ({ domNodes: [this.label(resource)] }),
        eventContent: ({ event }) => this.content(event),
        eventDidMount: ({ el, event }) => this.mounted(el, event),
        eventClick: ({ event }) => this.open(event),
        eventResizableFromStart: true,
        longPressDelay: 400,
        selectable: !this.words.still,
        selectMinDistance: 6,
        dragConstraint: ({ event }) => !event.resourceIds[0].startsWith("f"),
        selectConstraint: ({ resource }) => !resource.id.startsWith("f"),
        eventDrop: (info) => this.dropped(info),
        eventResize: (info) => this.dropped(info),
        select: (info) => this.selected(info),
        unselectAuto: false,
      };
    }

    /* The last one of a day says nothing where it has not the room that the others have. */
    hourSaid(after) {
      const left = this.last - (after % DAY) / 60;
      if (this.words.view === "week" && left < 4 && this.width * (left / 2) < 26) return "";
      // Where two would touch, every second one.
      if (this.words.view === "week" && this.width < 15 && (this.last - this.first - left) % 8) return "";
      return this.clock(this.data.days[0] + after).slice(0, this.width < 46 ? 2 : 5);
    }

    label({ title, extendedProps: { small, state, head } }) {
      const [letter, word] = this.data.states[state] ?? [];
      const mark = letter && make("span", "state", make("i", "", letter), word);
      const inside = [make("b", "", title), small && make("small", "", head ? `×\u00a0${small}` : small), mark];
      const label = make("span", head ? "plan-head-row" : "plan-unit-row", ...inside);
      label.title = [title, small].filter(Boolean).join(", ");
      return label;
    }

    content(event) {
      const { bar } = event.extendedProps;
      const [start, until] = [event.start, event.end].map((date) => this.clock(this.data.days[0] + minutesAt(date)));
      if (!bar) return { domNodes: event.display === "preview" ? [make("span", "plan-drawn num", `${start}–${until}`)] : [] };
      const name = bar[STATE] ?? "blocked";
      const [letter, word] = this.data.states[name] ?? [name[0].toUpperCase(), name];
      const said = this.data.kinds[bar[KIND]] ?? word;
      // What is there all the time that is drawn says no hours.
      const when = start === until ? "" : `${start}–${until}`;
      const inside = make(
        "span",
        `plan-entry plan-${letter.toLowerCase()}`,
        make("i", "", letter),
        make("b", "", bar[WHO] ?? (bar[TITLE] || said)),
        when && make("span", "num", when),
        make("span", "plan-word", said),
      );
      inside.title = [bar[WHO] ?? bar[TITLE], when, said, bar[PURPOSE], bar[WHOLE]].filter(Boolean).join(", ");
      // The word only where all of it fits: letter and colour say it too.
      const [left, right] = [event.start, event.end].map((date) => this.across(minutesAt(date)) * this.width);
      if (right - left < 110 + 8 * said.length) inside.classList.add("is-short");
      const beside = this.beside.get(bar[ID]);
      if (!beside) return { domNodes: [inside] };
      // Too narrow for a name: it stands beside the bar, as far as the next one, and is a part of it to the hand.
      inside.classList.add("is-narrow");
      const label = make("b", `plan-beside is-${beside.side}`, bar[WHO] ?? (bar[TITLE] || said));
      label.style.maxWidth = `${Math.floor(beside.room)}px`;
      label.title = inside.title;
      return { domNodes: [inside, label] };
    }

    mounted(element, event) {
      element.removeAttribute("role");
      element.tabIndex = -1;
      const { bar } = event.extendedProps;
      if (bar) element.dataset.bar = bar[NUMBER] ?? bar[BLOCK];
    }

    open(event) {
      const { bar } = event.extendedProps;
      if (bar?.[NUMBER]) location.assign(this.words.booking.replace("NUMBER", bar[NUMBER]));
      else if (bar?.[BLOCK]) location.assign(this.words.block.replace(/[0-]{36}/, bar[BLOCK]));
    }

    dropped({ event, revert }) {
      const { bar } = event.extendedProps;
      const [start, end] = this.onSteps(bar, ...[event.start, event.end].map(minutesAt), event.resourceIds[0]).map(
        (after) => this.data.days[0] + after,
      );
      if (start === bar[START] && end === bar[UNTIL] && String(bar[UNIT]) === String(event.resourceIds[0])) return void revert();
      const held = { held: bar[ID], was_start: bar[START], was_end: bar[UNTIL], start, end, unit: event.resourceIds[0] };
      this.asking.move(held, revert);
    }

    /* A booking goes in the steps of the facility; what the house keeps goes where it is put. */
    onSteps(bar, start, end, unit) {
      if (!bar[NUMBER]) return [start, end];
      const step = this.step(unit);
      const [was, until] = [bar[START], bar[UNTIL]].map((at) => this.from(at));
      const near = (after) => Math.round(after / step) * step;
      if (end - start === until - was) return [near(start), near(start) + (until - was)];
      return [start === was ? start : near(start), end === until ? end : Math.max(near(end), near(start) + step)];
    }

    selected({ start, end, resource }) {
      const step = this.step(resource.id);
      const whole = [Math.floor(minutesAt(start) / step) * step, Math.ceil(minutesAt(end) / step) * step];
      const [from, to] = whole.map((after) => this.data.days[0] + after);
      this.asking.create({ unit: resource.id, start: from, end: to }, () => this.calendar.unselect());
    }

    /* Hours get the room there is: a week all of it, a day so much that a finger finds a quarter. */
    fit() {
      const all = this.place.clientWidth;
      const names = all < 900 ? 160 : 200;
      this.place.style.setProperty("--plan-names", `${names}px`);
      const count = this.slots() * this.data.hours.length;
      const room = (all - names - 4) / count;
      this.width = Math.max(Math.floor(room * 8) / 8, this.words.view === "week" ? 8 : 38);
    }

    /* Today's line. */
    mark() {
      const main = this.place.querySelector(".ec-main");
      if (!main) return;
      const now = this.from(Date.now() / MINUTE);
      const [day, span] = [Math.floor(now / DAY), this.data.days.at(-1) - this.data.days[0]];
      const hour = (now - day * DAY) / 60;
      this.line ??= make("div", "plan-now");
      this.line.hidden = now < 0 || now >= span || hour < this.first || hour > this.last;
      if (this.line.parentElement !== main) main.append(this.line);
      const before = this.across(now);
      const names = main.querySelector(".ec-sidebar").offsetWidth;
      this.line.style.left = `${names + before * this.width}px`;
      this.line.style.height = `${main.scrollHeight}px`;
      if (!this.shown && !this.line.hidden) main.scrollLeft = Math.max(0, before * this.width - 3 * this.width);
      this.shown = true;
    }
  }

  return { Board, WIDE };
})();
