/* The pin of an entry on a map: a click puts it, dragging and arrow keys move it, and the two numbers of the form follow;
   what is typed there moves the pin. Without a map, or without this, the numbers do it alone. */
"use strict";

(() => {
  const place = document.querySelector("[data-pin]");
  const form = document.querySelector("[data-entry]");
  if (!place || !form || !window.L) return;
  const words = place.dataset;
  const { latitude, longitude } = form.elements;
  const COUNTRY = [[50.74, 3.35], [53.56, 7.24]];
  const NEAR = 11, CLOSEST = 17, STEP = 6;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const STEPS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

  const centre = words.latitude ? [Number(words.latitude), Number(words.longitude)] : null;
  const typed = () => {
    const found = [latitude, longitude].map((field) => Number(field.value.trim().replace(",", ".") || NaN));
    return found.some(Number.isNaN) || Math.abs(found[0]) > 90 || Math.abs(found[1]) > 180 ? null : found;
  };

  place.hidden = false;
  form.querySelector("[data-pin-hint]").hidden = false;
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", words.words);
  const map = L.map(place, {
    attributionControl: false, zoomControl: false, scrollWheelZoom: false, zoomSnap: 0.5, minZoom: 6, maxZoom: CLOSEST,
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
  });
  L.control.zoom({ zoomInTitle: words.closer, zoomOutTitle: words.further }).addTo(map);
  map.fitBounds(COUNTRY, { animate: false });
  const named = (at, name) =>
    L.circleMarker(at, { radius: 4, className: "pin-town", interactive: false }).bindTooltip(name, { permanent: true, direction: "right", offset: [4, 0], className: "pin-town-name" }).addTo(map);
  if (centre) named(centre, words.town);

  const icon = L.divIcon({ className: "pin-mark", iconSize: [28, 28] });
  const pin = L.marker(centre ?? map.getCenter(), { icon, draggable: true, keyboard: true, autoPan: true, alt: words.name });

  /* Where the numbers say, else at the centre of the town; nowhere while nobody knows. */
  function show() {
    const at = typed() ?? centre;
    if (!at) return pin.remove();
    pin.setLatLng(at).addTo(map);
    const element = pin.getElement();
    element.setAttribute("aria-label", words.name);
    element.classList.toggle("at-centre", !typed());
  }

  function put({ lat, lng }) {
    latitude.value = lat.toFixed(5);
    longitude.value = lng.toFixed(5);
    show();
  }

  map.on("click", ({ latlng }) => put(latlng));
  pin.on("dragend", () => put(pin.getLatLng()));
  place.addEventListener("keydown", (event) => {
    if (!event.target.closest(".pin-mark") || !(event.key in STEPS)) return;
    event.preventDefault();
    event.stopPropagation();
    put(map.containerPointToLatLng(map.latLngToContainerPoint(pin.getLatLng()).add(STEPS[event.key])));
    say([latitude, longitude].map((field) => `${field.labels[0].firstChild.textContent.trim()} ${field.value}`).join(", "));
  }, true);
  for (const field of [latitude, longitude]) {
    field.addEventListener("input", () => {
      show();
      if (typed()) map.panInside(typed(), { padding: [40, 40], animate: !calm });
    });
  }
  form.querySelector("[data-centre]").addEventListener("click", show);
  // Who scrolls the page over the map goes on scrolling it; who has chosen the map zooms.
  place.addEventListener("focusin", () => map.scrollWheelZoom.enable());
  place.addEventListener("focusout", ({ relatedTarget }) => place.contains(relatedTarget) || map.scrollWheelZoom.disable());

  show();
  const from = typed() ?? centre;
  if (from) map.fitBounds(L.latLngBounds([from, centre ?? from]), { padding: [60, 60], maxZoom: NEAR, animate: false });
  const asJson = (url) => fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))));
  // Without streets, the towns of other entries say where one is.
  asJson(words.around)
    .then(({ towns }) => towns.forEach(([name, lon, lat]) => name === words.town || named([lat, lon], name)))
    .catch((error) => console.error(error));
  asJson(words.outlines)
    .then((outlines) => {
      L.geoJSON(outlines, { interactive: false, style: () => ({ className: "atlas-land" }) }).addTo(map);
      const here = outlines.features.find(({ properties }) => properties.slug === words.region);
      if (!from && here) map.fitBounds(L.geoJSON(here).getBounds(), { animate: false });
    })
    .catch((error) => console.error(error));
})();
