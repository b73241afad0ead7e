/* The atlas as a map that one moves, in place of the drawing whose circles are links. What it shows is what the address
   asks for; the list beside it follows what is in view. Without an answer the drawing stays as it is. */
"use strict";

(() => {
  const place = document.querySelector("[data-atlas]");
  if (!place || !window.L) return;
  const words = place.dataset;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const COUNTRY = [[50.74, 3.35], [53.56, 7.24]];
  const CLOSEST = 14, MOST_NAMED = 8, PAUSE = 250;
  const asked = new URLSearchParams(location.search);
  const onPage = asked.get("page");
  for (const name of ["box", "page"]) asked.delete(name);

  const make = (tag, className, ...inside) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside);
    return element;
  };
  const asJson = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };
  const read = ({ kinds, towns, entries }) =>
    entries.map(([said, name, kind, town, east = 0, north = 0]) => {
      const [townName, lon, lat] = towns[town];
      const slug = said || name.toLowerCase().replaceAll(" ", "-");
      return { slug, name, kind: kinds[kind][1], town: townName, lat: lat + north / 1e5, lon: lon + east / 1e5 };
    });

  class Atlas {
    constructor(entries, outlines) {
      this.spots = AtlasClusters.spots(entries);
      this.shown = new Map();
      this.turn = 0;
      place.querySelector("svg").remove();
      place.classList.add("is-live");
      place.setAttribute("role", "region");
      place.setAttribute("aria-label", words.words);
      place.setAttribute("aria-describedby", "atlas-hint");
      document.getElementById("atlas-hint").hidden = false;
      const moves = { zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm };
      this.map = L.map(place, {
        ...moves, attributionControl: false, zoomControl: false, scrollWheelZoom: false, zoomSnap: 0, minZoom: 6, maxZoom: CLOSEST,
        maxBounds: [[49, 0.5], [55.5, 10]],
      });
      if (calm) this.map.panBy = (offset, options) => L.Map.prototype.panBy.call(this.map, offset, { ...options, animate: false });
      L.control.zoom({ zoomInTitle: words.closer, zoomOutTitle: words.further }).addTo(this.map);
      this.land = L.geoJSON(outlines, {
        interactive: false,
        style: ({ properties }) => ({ className: `atlas-land${properties.slug === words.region ? " here" : ""}` }),
      }).addTo(this.map);
      // The name of a town stands below its mark: also of the southernmost there is room for it. A piece that the address
      // names is that piece, else it would grow with each visit.
      const room = words.box ? {} : { paddingTopLeft: [12, 8], paddingBottomRight: [12, 34] };
      this.map.fitBounds(this.whereTo(outlines), { animate: false, ...room });
      this.listen();
      this.draw();
      // A list that was asked for by another screen's piece of the map, or page after page, is not this map's yet.
      if (words.box && !onPage) this.follow();
    }

    /* A piece that the address names, else where the entries of one town are, else the region, else the country. */
    whereTo(outlines) {
      if (words.box) {
        const [west, south, east, north] = words.box.split(",").map(Number);
        return [[south, west], [north, east]];
      }
      if (asked.get("town") && this.spots.length) return L.latLngBounds(this.spots.map(({ lat, lon }) => [lat, lon])).pad(0.3);
      const region = outlines.features.find(({ properties }) => properties.slug === words.region);
      return region ? L.geoJSON(region).getBounds() : COUNTRY;
    }

    listen() {
      this.map.on("zoomend", () => this.draw(true));
      this.map.on("moveend", () => (this.draw(), this.followSoon()));
      this.map.on("popupclose", () => this.returnTo?.getElement()?.focus({ preventScroll: true }));
      // Who scrolls the page over the map goes on scrolling it; who has chosen the map zooms.
      place.addEventListener("focusin", () => this.map.scrollWheelZoom.enable());
      place.addEventListener("focusout", ({ relatedTarget }) => place.contains(relatedTarget) || this.map.scrollWheelZoom.disable());
      place.addEventListener("keydown", (event) => this.keyed(event));
    }

    /* What Leaflet does where the map itself has the focus, also where a mark or a popup has it. */
    keyed(event) {
      const steps = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
      if (event.key === "Escape") {
        this.map.closePopup();
      } else if (event.target.closest(".atlas-mark")) {
        if (event.key in steps) this.map.panBy(steps[event.key]);
        else if (event.key === "+" || event.key === "=") this.zoom(1);
        else if (event.key === "-") this.zoom(-1);
        else return;
        event.preventDefault();
      }
    }

    zoom(by) {
      this.map.setZoom(this.map.getZoom() + by);
      place.focus({ preventScroll: true });
    }

    /* Marks of what is in view, from the north down as one reads; `anew` after a zoom, when other entries go together. */
    draw(anew = false) {
      if (anew || !this.clusters) {
        for (const mark of this.shown.values()) mark.remove();
        this.shown.clear();
        this.clusters = AtlasClusters.grouped(this.spots, (lat, lon) => this.map.project([lat, lon]));
      }
      const view = this.map.getBounds().pad(0.1);
      for (const cluster of this.clusters) {
        const inView = view.contains([cluster.lat, cluster.lon]);
        if (inView && !this.shown.has(cluster)) this.shown.set(cluster, this.mark(cluster));
        if (!inView && this.shown.has(cluster)) {
          this.shown.get(cluster).remove();
          this.shown.delete(cluster);
        }
      }
    }

    mark(cluster) {
      const icon = L.divIcon({ className: "atlas-mark", iconSize: [cluster.radius * 2, cluster.radius * 2] });
      const mark = L.marker([cluster.lat, cluster.lon], { icon, riseOnHover: true }).addTo(this.map);
      const element = mark.getElement();
      // What is seen is drawn by the style: what is heard is the whole sentence.
      element.dataset.count = cluster.entries.length;
      if (cluster.named) element.dataset.town = cluster.town;
      element.setAttribute("aria-label", this.says(cluster));
      mark.on("click", () => this.open(cluster, mark));
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.open(cluster, mark);
      });
      return mark;
    }

    says({ town, towns, entries }) {
      if (entries.length === 1) return `${entries[0].name}, ${town}`;
      const others = [...towns].filter((each) => each !== town);
      const sentence = [words.many, words.two][others.length] ?? words.more;
      return sentence.replace("COUNT", entries.length).replace("MORE", others.length).replace("OTHER", others[0]).replace("TOWN", town);
    }

    /* Several points are looked at from nearer by; what is at one point is told. */
    open(cluster, mark) {
      const bounds = L.latLngBounds(cluster.spots.map(({ lat, lon }) => [lat, lon]));
      if (cluster.spots.length > 1 && this.map.getZoom() < CLOSEST) {
        this.map.fitBounds(bounds.pad(0.2), { maxZoom: CLOSEST });
        place.focus({ preventScroll: true });
        return;
      }
      this.returnTo = null;
      this.map.closePopup();
      this.returnTo = mark;
      const told = this.told(cluster.entries);
      L.popup({ offset: [0, -cluster.radius + 6], maxWidth: 260 }).setLatLng([cluster.lat, cluster.lon]).setContent(told).openOn(this.map);
      place.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close);
      told.querySelector("a").focus({ preventScroll: true });
    }

    told(entries) {
      const byName = [...entries].sort((one, other) => one.name.localeCompare(other.name));
      const rows = byName.slice(0, MOST_NAMED).map(({ slug, name, kind, town }) => {
        const link = make("a", "", name);
        link.href = words.entry.replace("SLUG", slug);
        return make("li", "", link, `${kind}, ${town}`);
      });
      const rest = entries.length - rows.length;
      if (rest > 0) rows.push(make("li", "soft", words.rest.replace("COUNT", rest)));
      return make("ul", "", ...rows);
    }

    followSoon() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.follow(), PAUSE);
    }

    /* The list of what is in view, and the same in the address, so that it can be shared and come back to. Of two
       answers the one that was asked for last counts. */
    async follow() {
      const view = this.map.getBounds();
      const box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((each) => each.toFixed(4)).join(",");
      const query = new URLSearchParams(asked);
      query.set("box", box);
      const turn = ++this.turn;
      const answer = await fetch(`${location.pathname}?${query}`).catch(() => null);
      if (!answer?.ok) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("atlas-found");
      if (turn !== this.turn || !found) return;
      document.getElementById("atlas-found").replaceChildren(...found.childNodes);
      document.getElementById("said").textContent = document.getElementById("found").textContent;
      history.replaceState(history.state, "", `?${query}`);
      document.querySelector("[data-atlas-whole]").hidden = false;
      for (const link of document.querySelectorAll("[data-atlas-follow] a")) {
        const to = new URL(link.href);
        to.searchParams.set("box", box);
        link.href = to;
      }
    }
  }

  Promise.all([asJson(`${words.url}?${asked}`), asJson(words.outlines)])
    .then(([found, outlines]) => new Atlas(read(found), outlines))
    .catch((error) => console.error(error));
})();
