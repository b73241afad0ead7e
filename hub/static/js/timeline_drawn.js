/* What the timeline draws: from the server's numbers to rows, bars, what is closed, and the hours of the day.

   Everything is drawn in January 2001, as so many minutes after the first midnight: no clock changes there, so a day of
   23 or 25 hours has its hours, and the hub's clock stands in the heads (`hours`), whatever the browser's own is. */
"use strict";

const TimelineDrawn = (() => {
  const ZERO = Date.UTC(2001, 0, 1);
  const MINUTE = 60_000;
  const DAY = 24 * 60;
  const BAR = Object.fromEntries(
    ["ID", "UNIT", "START", "UNTIL", "END", "NUMBER", "STATE", "WHO", "PURPOSE", "WHOLE", "FIRST", "BLOCK", "KIND", "TITLE"].map(
      (name, place) => [name, place],
    ),
  );
  const { ID, UNIT, START, UNTIL, END, STATE, WHO, FIRST, BLOCK, TITLE } = BAR;
  const MANY = 40;
  const A_PAGE = 60;
  // Pixels: what a name wants within its bar, and beside it; less than the least says nothing.
  const [NAMED, ROOM, LEAST] = [92, 70, 26];

  const drawnAt = (minutes) => new Date(ZERO + minutes * MINUTE).toISOString().slice(0, 19);
  /* What the calendar gives back is in the browser's clock, of a month in which none changes. */
  const minutesAt = (date) =>
    (Date.UTC(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes()) - ZERO) / MINUTE;

  /* Of a board: its `data` as the server sent it, its `filters`, and the `words` of its page. */
  class Drawn {
    /* Minutes of the clock to minutes after the first midnight, and back. */
    from(at) {
      return at - this.data.days[0];
    }
    /* What goes on from before what is drawn, or beyond it, has no hour here. */
    clock(at) {
      const after = this.from(at);
      const days = this.data.hours.length;
      if (after < 0 || after > this.data.days.at(-1) - this.data.days[0]) return "…";
      const day = Math.min(Math.floor(after / DAY), days - 1);
      const hour = this.data.hours[day]?.[Math.floor((after - day * DAY) / 60)] ?? "24:00";
      return `${hour.slice(0, 3)}${String((((after % 60) + 60) % 60)).padStart(2, "0")}`;
    }

    /* A block that got back what lay within it is one again, not as many bars as it came in. */
    joined(taken) {
      const last = new Map();
      return taken
        .filter((bar) => bar[BLOCK])
        .sort((one, other) => one[START] - other[START])
        .reduce(
          (found, bar) => {
            const of = `${bar[BLOCK]} ${bar[UNIT]}`;
            const before = last.get(of);
            if (before && before[END] >= bar[START]) before[UNTIL] = before[END] = Math.max(before[END], bar[END]);
            else found.push(last.set(of, [...bar]).get(of));
            return found;
          },
          taken.filter((bar) => !bar[BLOCK]),
        );
    }

    chosen() {
      const { facility, state } = Object.fromEntries(this.filters.map((each) => [each.dataset.planFilter, each.value]));
      this.offer();
      const held = new Set(this.data.taken.map((each) => each[UNIT]));
      this.taken = this.data.taken.filter((each) => !state || (each[STATE] ?? "blocked") === state);
      const found = new Set(this.taken.map((each) => each[UNIT]));
      return this.data.units
        .filter(([id, , kind]) => (!facility || String(id) === facility) && (!this.words.kind || kind === this.words.kind))
        .map(([id, name, , kind, live, units, grid]) => ({
          id,
          name,
          kind,
          grid,
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

    /* So many units at a time: what draws them goes through all rows for each bar, so time grows with the square. */
    paged(groups) {
      const pages = [[]];
      let room = A_PAGE;
      for (const group of groups) {
        for (let at = 0; at < group.units.length; ) {
          // A group that fits on a page is not torn apart for what is left of this one.
          if (!room || (at === 0 && room < group.units.length && group.units.length <= A_PAGE && room < A_PAGE)) {
            pages.push([]);
            room = A_PAGE;
          }
          const units = group.units.slice(at, at + room);
          pages.at(-1).push({ ...group, units });
          at += units.length;
          room -= units.length;
        }
      }
      this.page = Math.min(this.page, pages.length - 1);
      const counts = pages.map((page) => page.reduce((sum, group) => sum + group.units.length, 0));
      const before = counts.slice(0, this.page).reduce((sum, count) => sum + count, 0);
      this.pages = {
        first: before + 1,
        last: before + counts[this.page],
        all: counts.reduce((sum, count) => sum + count, 0),
        more: this.page < pages.length - 1,
      };
      const rows = pages[this.page];
      const units = new Set(rows.flatMap((group) => group.units.map(([unit]) => unit)));
      this.here = this.taken.filter((bar) => units.has(bar[UNIT]));
      return rows;
    }

    bars() {
      const now = Date.now() / MINUTE;
      return this.here.map((bar) => {
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

    /* Minutes: the steps of whom this unit belongs to, and the finest of all that is drawn. */
    step(unit) {
      return this.rows.find((group) => group.units.some(([id]) => String(id) === String(unit)))?.grid ?? this.steps();
    }
    steps() {
      return Math.min(60, ...this.rows.map((group) => group.grid));
    }

    /* Of a day. */
    slots() {
      return Math.ceil((this.last - this.first) / this.each());
    }
    /* Hours. */
    each() {
      return this.words.view === "week" ? 2 : 1;
    }
    /* How many slots from the left edge this many minutes after the first midnight are drawn. */
    across(after) {
      const day = Math.min(Math.max(Math.floor(after / DAY), 0), this.data.hours.length - 1);
      const hour = Math.min(Math.max((after - day * DAY) / 60 - this.first, 0), this.last - this.first);
      return day * this.slots() + hour / this.each();
    }

    /* The names that do not fit into their bars: on which side of it there is room, and how much. */
    labels() {
      const found = new Map();
      const rows = new Map();
      for (const bar of this.here) rows.set(bar[UNIT], [...(rows.get(bar[UNIT]) ?? []), bar]);
      const edge = this.slots() * this.data.hours.length * this.width;
      for (const bars of rows.values()) {
        const boxes = bars
          .map((bar) => [
            bar[ID],
            ...[bar[START], bar[UNTIL]].map((at) => this.across(this.from(at)) * this.width),
            // About as wide as its letters are drawn.
            (bar[WHO] ?? bar[TITLE] ?? "").length * 7 + 14,
          ])
          .sort((one, other) => one[1] - other[1]);
        let free = 0;
        boxes.forEach(([id, left, right, name], at) => {
          const after = (boxes[at + 1]?.[1] ?? edge) - right;
          const before = left - free;
          free = Math.max(free, right);
          if (right - left >= NAMED) return;
          if (after >= ROOM || after >= before) {
            if (after < LEAST) return;
            found.set(id, { side: "after", room: after - 4 });
            free = right + Math.min(after, name);
          } else if (before >= LEAST) found.set(id, { side: "before", room: before - 4 });
        });
      }
      return found;
    }

    /* What nobody took: closed, in repair, turnaround. */
    grounds() {
      const span = this.data.days.at(-1) - this.data.days[0];
      const ground = (units, start, end, name) => ({
        resourceIds: units,
        start: drawnAt(start),
        end: drawnAt(end),
        display: "background",
        classNames: [`plan-ground-${name}`],
      });
      const found = this.here
        .filter((bar) => bar[END] > bar[UNTIL])
        .map((bar) => ground([bar[UNIT]], this.from(bar[UNTIL]), this.from(bar[END]), "turnaround"));
      for (const group of this.rows) {
        const closed = [];
        let at = 0;
        const open = this.data.open.filter(([facility]) => facility === group.id);
        for (const [, start, end] of open.sort((one, other) => one[1] - other[1])) {
          if (this.from(start) > at) closed.push([at, this.from(start)]);
          at = Math.max(at, this.from(end));
        }
        if (at < span) closed.push([at, span]);
        const [repair, rest] = [true, false].map((is) =>
          group.units.filter(([, , state]) => (state === "in_repair") === is).map(([unit]) => unit),
        );
        if (repair.length) found.push(ground(repair, 0, span, "closed"));
        // What is not drawn, the night between two days, is no ground.
        const seen = closed.filter(([start, end]) => this.across(end) > this.across(start));
        if (rest.length) for (const [start, end] of seen) found.push(ground(rest, start, end, "closed"));
      }
      return found;
    }

    /* From the first opening or coming to the last, in whole hours. What takes longer than a day (works, a hall let for a
       week) is there in every hour anyhow: of that only an hour at its beginning and its end count. */
    axis() {
      const span = this.data.days.at(-1) - this.data.days[0];
      const taken = this.taken.flatMap((bar) => {
        const [start, end] = [this.from(bar[START]), this.from(bar[UNTIL])];
        return end - start > DAY ? [[start, start + 60], [end - 60, end]] : [[start, end]];
      });
      const times = [...this.data.open.map(([, start, end]) => [this.from(start), this.from(end)]), ...taken];
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
  }

  return { Drawn, BAR, MINUTE, DAY, minutesAt };
})();
