/* The planning drawn in time, with a mouse or a finger. The table says the same to everybody; this is beside it.

   Everything is drawn in January 2001, as so many minutes after the first midnight: no clock changes there, so a day of
   23 or 25 hours has its hours, and the hub's clock stands in the heads (`hours`), whatever the browser's own is. */
"use strict";

const Timeline = (() => {
  const ZERO = Date.UTC(2001, 0, 1);
  const MINUTE = 60_000;
  const DAY = 24 * 60;
  const WIDE = matchMedia("(min-width: 60rem)");
  const [ID, UNIT, START, UNTIL, END, NUMBER, STATE, WHO, PURPOSE, WHOLE, FIRST, BLOCK, KIND, TITLE] = Array(14).keys();
  const MANY = 40;

  const drawnAt = (minutes) => new Date(ZERO + minutes * MINUTE).toISOString().slice(0, 19);
  /* What the calendar gives back is in the browser's clock, of a month in which none changes. */
  const minutesAt = (date) =>
    (Date.UTC(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes()) - ZERO) / MINUTE;
  const make = (tag, className, ...inside) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside.filter(Boolean));
    return element;
  };

  class Board {
    constructor(place, asking) {
      this.place = place;
      this.asking = asking;
      this.words = place.dataset;
      this.busy = false;
      this.filters = [...document.querySelectorAll("[data-plan-filter]")];
      this.filters.forEach((each) => each.addEventListener("change", () => this.draw()));
      // Whoever hears the page is not offered it, so the tab key stops nowhere in it, also the moment it is drawn.
      new MutationObserver(() => this.place.querySelectorAll("button, a, [tabindex='0']").forEach((each) => (each.tabIndex = -1)))
        .observe(place, { childList: true, subtree: true });
    }

    async load() {
      const answer = await fetch(this.words.url, { headers: this.tag ? { "If-None-Match": this.tag } : {} });
      if (answer.status === 304) return this.mark();
      if (!answer.ok || answer.redirected) return undefined;
      this.tag = answer.headers.get("ETag");
      this.data = await answer.json();
      return this.draw();
    }

    /* Minutes of the clock to minutes after the first midnight, and back. */
    from(at) {
      return at - this.data.days[0];
    }
    clock(at) {
      const after = this.from(at);
      const days = this.data.hours.length;
      const day = Math.min(Math.floor(after / DAY), days - 1);
      const hour = this.data.hours[day]?.[Math.floor((after - day * DAY) / 60)] ?? "24:00";
      return `${hour.slice(0, 3)}${String((((after % 60) + 60) % 60)).padStart(2, "0")}`;
    }

    draw() {
      if (!this.data) return;
      this.rows = this.chosen();
      const options = { resources: this.resources(), events: [...this.bars(), ...this.grounds()], ...this.axis() };
      // What is the same is left alone: folded groups stay folded, and nothing jumps.
      const same = JSON.stringify(options.resources);
      if (this.calendar && same === this.same) delete options.resources;
      this.same = same;
      if (this.calendar) for (const [name, value] of Object.entries(options)) this.calendar.setOption(name, value);
      else this.calendar = EventCalendar.create(this.place.querySelector(".plan-board"), { ...this.ways(), ...options });
      this.fit();
      this.mark();
    }

    chosen() {
      const { facility, state } = Object.fromEntries(this.filters.map((each) => [each.dataset.planFilter, each.value]));
      this.offer();
      const held = new Set(this.data.taken.map((each) => each[UNIT]));
      this.taken = this.data.taken.filter((each) => !state || (each[STATE] ?? "blocked") === state);
      const found = new Set(this.taken.map((each) => each[UNIT]));
      return this.data.units
        .filter(([id, , kind]) => (!facility || String(id) === facility) && (!this.words.kind || kind === this.words.kind))
        .map(([id, name, , kind, live, units]) => ({
          id,
          name,
          kind,
          units: units.filter(([unit, , at]) => (state ? found : held).has(unit) || (!state && live && at !== "retired")),
        }))
        .filter((group) => group.units.length);
    }

    /* The filters offer what there is. */
    offer() {
      const { states, units, taken } = this.data;
      const names = { facility: units.map(([id, name]) => [id, name]) };
      names.state = [...new Set(taken.map((each) => each[STATE] ?? "blocked"))].map((name) => [name, states[name]?.[1] ?? name]);
      for (const select of this.filters) {
        for (const [value, name] of names[select.dataset.planFilter] ?? []) {
          if (![...select.options].some((each) => each.value === String(value))) select.add(new Option(name, value));
        }
      }
    }

    resources() {
      const busy = new Set(this.taken.map((each) => each[UNIT]));
      const all = this.rows.reduce((sum, group) => sum + group.units.length, 0);
      const row = (group, [id, label, state], alone) => ({
        id,
        title: alone ? group.name : label,
        extendedProps: { small: alone ? group.kind : "", state: state === "in_repair" ? state : "", facility: group.id },
      });
      return this.rows.map((group) =>
        group.units.length === 1
          ? row(group, group.units[0], true)
          : {
              id: `f${group.id}`,
              title: group.name,
              expanded: all <= MANY || group.units.some(([id]) => busy.has(id)),
              extendedProps: { small: `${group.units.length}`, head: true },
              children: group.units.map((unit) => row(group, unit)),
            },
      );
    }

    bars() {
      const now = Date.now() / MINUTE;
      return this.taken.map((bar) => {
        const movable = bar[BLOCK] ? bar[END] > now : bar[STATE] === "confirmed" && bar[FIRST] > now;
        return {
          id: bar[ID],
          resourceId: bar[UNIT],
          start: drawnAt(this.from(bar[START])),
          end: drawnAt(this.from(bar[UNTIL])),
          editable: movable && !this.words.still,
          extendedProps: { bar },
          classNames: movable ? [] : ["is-still"],
        };
      });
    }

    /* What nobody took: closed, in repair, turnaround. */
    grounds() {
      const span = this.data.days.at(-1) - this.data.days[0];
      const ground = (unit, start, end, name) => ({
        resourceId: unit,
        start: drawnAt(start),
        end: drawnAt(end),
        display: "background",
        classNames: [`plan-ground-${name}`],
      });
      const found = this.taken
        .filter((bar) => bar[END] > bar[UNTIL])
        .map((bar) => ground(bar[UNIT], this.from(bar[UNTIL]), this.from(bar[END]), "turnaround"));
      const open = Map.groupBy(this.data.open, ([facility]) => facility);
      for (const group of this.rows) {
        const closed = [];
        let at = 0;
        for (const [, start, end] of (open.get(group.id) ?? []).sort((one, other) => one[1] - other[1])) {
          if (this.from(start) > at) closed.push([at, this.from(start)]);
          at = Math.max(at, this.from(end));
        }
        if (at < span) closed.push([at, span]);
        for (const [unit, , state] of group.units) {
          if (state === "in_repair") found.push(ground(unit, 0, span, "closed"));
          else for (const [start, end] of closed) found.push(ground(unit, start, end, "closed"));
        }
      }
      return found;
    }

    /* From the first opening or coming to the last, in whole hours. */
    axis() {
      const span = this.data.days.at(-1) - this.data.days[0];
      const times = [
        ...this.data.open.map(([, start, end]) => [this.from(start), this.from(end)]),
        ...this.taken.map((bar) => [this.from(bar[START]), this.from(bar[UNTIL])]),
      ];
      let [first, last] = [DAY, 0];
      const week = this.words.view === "week";
      for (const [start, end] of times) {
        const [from, to] = [Math.max(start, 0), Math.min(end, span)];
        const day = Math.min(Math.floor(from / DAY), this.data.hours.length - 1) * DAY;
        if (to <= from) continue;
        first = Math.min(first, from - day);
        last = Math.max(last, week ? Math.min(to - day, DAY) : to - day);
      }
      if (first >= last) [first, last] = [9 * 60, 17 * 60];
      this.first = Math.floor(first / 60);
      this.last = Math.ceil(last / 60);
      return { slotMinTime: `${this.first}:00`, slotMaxTime: `${this.last}:00` };
    }

    ways() {
      const week = this.words.view === "week";
      const names = new Intl.DateTimeFormat(document.documentElement.lang, {
        weekday: "short",
        day: "numeric",
        month: "short",
        timeZone: "UTC",
      });
      const first = new Date(`${this.words.first}T00:00:00Z`).getTime();
      const still = (flag) => () => (this.busy = flag);
      return {
        view: week ? "resourceTimelineWeek" : "resourceTimelineDay",
        date: "2001-01-01",
        firstDay: 1,
        headerToolbar: { start: "", center: "", end: "" },
        slotDuration: week ? "02:00" : "01:00",
        slotLabelInterval: week ? "04:00" : "01:00",
        snapDuration: "00:15",
        slotHeight: 40,
        height: undefined,
        nowIndicator: false,
        dayHeaderFormat: (date) => names.format(new Date(first + Math.floor(minutesAt(date) / DAY) * DAY * MINUTE)),
        slotLabelFormat: (date) => this.clock(this.data.days[0] + minutesAt(date)).slice(0, week ? 2 : 5),
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
        eventDragStart: still(true),
        eventDragStop: still(false),
        eventResizeStart: still(true),
        eventResizeStop: still(false),
        eventDrop: (info) => this.dropped(info),
        eventResize: (info) => this.dropped(info),
        select: (info) => this.selected(info),
        unselectAuto: false,
      };
    }

    label({ title, extendedProps: { small, state, head } }) {
      const [letter, word] = this.data.states[state] ?? [];
      const mark = letter && make("span", "state", make("i", "", letter), word);
      return make("span", head ? "plan-head-row" : "plan-unit-row", make("b", "", title), small && make("small", "", small), mark);
    }

    content(event) {
      const { bar } = event.extendedProps;
      if (!bar) return { domNodes: [] };
      const name = bar[STATE] ?? "blocked";
      const [letter, word] = this.data.states[name] ?? [name[0].toUpperCase(), name];
      const said = this.data.kinds[bar[KIND]] ?? word;
      const [start, until] = [event.start, event.end].map((date) => this.clock(this.data.days[0] + minutesAt(date)));
      const inside = make(
        "span",
        `plan-entry plan-${letter.toLowerCase()}`,
        make("i", "", letter),
        make("b", "", bar[WHO] ?? (bar[TITLE] || said)),
        make("span", "num", `${start}–${until}`),
        make("span", "plan-word", said),
      );
      inside.title = [bar[WHO] ?? bar[TITLE], `${start}–${until}`, said, bar[PURPOSE], bar[WHOLE]].filter(Boolean).join(", ");
      return { domNodes: [inside] };
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
    }

    dropped({ event, revert }) {
      const { bar } = event.extendedProps;
      const [start, end] = [event.start, event.end].map((date) => this.data.days[0] + minutesAt(date));
      const held = { held: bar[ID], seen: `${bar[START]}-${bar[UNTIL]}`, start, end, unit: event.resourceIds[0] };
      this.asking.move(held, revert);
    }

    selected({ start, end, resource }) {
      const [from, to] = [start, end].map((date) => this.data.days[0] + minutesAt(date));
      this.asking.create({ unit: resource.id, start: from, end: to }, () => this.calendar.unselect());
    }

    /* Hours get the room there is. */
    fit() {
      const room = this.place.clientWidth - (this.place.querySelector(".ec-sidebar")?.offsetWidth ?? 200) - 4;
      const week = this.words.view === "week";
      const count = week ? Math.ceil((this.last - this.first) / 2) * 7 : this.last - this.first;
      this.width = Math.max(Math.floor(room / count), week ? 36 : 48);
      this.calendar.setOption("slotWidth", this.width);
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
      const each = this.words.view === "week" ? 2 : 1;
      const before = day * Math.ceil((this.last - this.first) / each) + (hour - this.first) / each;
      const names = main.querySelector(".ec-sidebar").offsetWidth;
      this.line.style.left = `${names + before * this.width}px`;
      this.line.style.height = `${main.scrollHeight}px`;
      if (!this.shown && !this.line.hidden) main.scrollLeft = Math.max(0, before * this.width - 3 * this.width);
      this.shown = true;
    }
  }

  return { Board, WIDE };
})();
