/* A comfort of the planning: arrow keys go from booking to booking, and the present hour is in sight. */
"use strict";

for (const region of document.querySelectorAll("[data-plan]")) {
  let rows = [];
  const middle = (link) => {
    const box = link.getBoundingClientRect();
    return box.left + box.width / 2;
  };
  const nearest = (links, to) =>
    links.reduce((best, link) => (Math.abs(middle(link) - to) < Math.abs(middle(best) - to) ? link : best));

  /* Up and down: the booking of a row before or after that is nearest to the one in hand. */
  const beside = (row, link, step) => (rows[row + step] ? nearest(rows[row + step], middle(link)) : null);
  const ways = {
    ArrowLeft: (row, link) => rows[row][rows[row].indexOf(link) - 1],
    ArrowRight: (row, link) => rows[row][rows[row].indexOf(link) + 1],
    ArrowUp: (row, link) => beside(row, link, -1),
    ArrowDown: (row, link) => beside(row, link, 1),
    Home: (row) => rows[row][0],
    End: (row) => rows[row].at(-1),
  };
  region.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    // The table is written anew when something was moved.
    rows = [...region.querySelectorAll("tbody tr")]
      .map((each) => [...each.querySelectorAll("td a")])
      .filter((links) => links.length && !links[0].closest("[hidden]"));
    const row = rows.findIndex((links) => links.includes(event.target));
    if (row < 0) return;
    event.preventDefault();
    way(row, event.target)?.focus();
  });

  /* What is left out of the timeline is left out of the table, for whoever hears it. */
  const filters = [...document.querySelectorAll("[data-plan-filter]")];
  const filter = () => {
    const { facility, state } = Object.fromEntries(filters.map((each) => [each.dataset.planFilter, each.value]));
    for (const group of region.querySelectorAll("tbody")) {
      const units = [...group.querySelectorAll("tr:not(.plan-group)")];
      for (const unit of units) unit.hidden = Boolean(state) && !unit.querySelector(`[data-state="${state}"]`);
      group.hidden = (Boolean(facility) && group.dataset.facility !== facility) || units.every((unit) => unit.hidden);
    }
    region.closest(".plan").classList.toggle("is-filtered", Boolean(facility || state));
  };
  filters.forEach((each) => each.addEventListener("change", filter));
  region.addEventListener("plan:anew", filter);

  const now = region.querySelector("thead [aria-current]");
  const names = region.querySelector("thead th");
  if (now && region.scrollWidth > region.clientWidth) {
    region.scrollLeft = now.offsetLeft - names.offsetWidth - now.offsetWidth;
  }
}
