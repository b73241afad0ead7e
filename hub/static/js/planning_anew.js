/* The planning's table written anew: only the rows that are other than before, so whoever reads or works in it stays
   where they are. */
"use strict";

const PlanningTable = (() => {
  const rowsOf = (root) => [...root.querySelectorAll("tr")];
  const nameOf = (row) => row.querySelector("th")?.firstChild?.textContent.trim() ?? "";
  const written = (row) => row.innerHTML;

  /* The link of a booking or a block that has the keyboard, found again where it is now. */
  function kept(region, change) {
    const active = document.activeElement;
    const within = region.contains(active) && active !== region;
    const [link, row] = [active.getAttribute?.("href"), nameOf(active.closest("tr") ?? region)];
    change();
    if (!within || region.contains(document.activeElement)) return;
    const again = [...region.querySelectorAll("td a, th a")].filter((each) => each.getAttribute("href") === link);
    const nearest = again.find((each) => nameOf(each.closest("tr")) === row) ?? again[0] ?? region;
    nearest.focus({ preventScroll: true });
  }

  /* What was written on the server into what is on the page; the names of the rows that changed. */
  function exchange(region, now) {
    const [old, fresh] = [rowsOf(region), rowsOf(now)];
    const same = old.length === fresh.length && old.every((row, at) => nameOf(row) === nameOf(fresh[at]));
    const changed = old.flatMap((row, at) => (same && written(row) === written(fresh[at]) ? [] : [at]));
    if (!changed.length) return [];
    kept(region, () => {
      if (same) changed.forEach((at) => old[at].replaceWith(fresh[at]));
      else region.replaceChildren(...now.children);
    });
    region.dispatchEvent(new Event("plan:anew"));
    // That an hour went by, or a group has one more, is no news for itself.
    return same ? changed.filter((at) => fresh[at].querySelector("th[scope='row']")).map((at) => nameOf(fresh[at])) : [""];
  }

  /* The names of the rows that changed, or none where the site does not answer. */
  async function anew(region) {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" }, cache: "no-store" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return null;
    const now = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-plan]");
    return now && exchange(region, now);
  }

  return { anew };
})();
