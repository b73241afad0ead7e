/* Which entries one mark on the map stands for, and which marks have room for a name. Numbers in, numbers out: the page's
   drawing without scripts goes by the same rules (region/rules/mapping.py). */
"use strict";

const AtlasClusters = (() => {
  // Pixels: centres are at least so far apart, so that a finger on one of two is not on the other.
  const APART = 54;
  const SMALLEST = 17, LARGEST = 26;
  // A name below a mark: a letter's width and a line's height.
  const LETTER = 8, LINE = 17;

  /* Entries at one and the same point, the most first. */
  const spots = (entries) => {
    const found = new Map();
    for (const entry of entries) {
      const key = `${entry.lat},${entry.lon}`;
      if (!found.has(key)) found.set(key, { lat: entry.lat, lon: entry.lon, town: entry.town, entries: [] });
      found.get(key).entries.push(entry);
    }
    return [...found.values()].sort((one, other) => other.entries.length - one.entries.length || one.town.localeCompare(other.town));
  };

  /* The largest spot takes in what lies nearer than APART, then the largest that is left does. `project` gives pixels
     that do not change while the map is moved, so that marks stay what they are. */
  const grouped = (found, project) => {
    const squares = new Map();
    const heads = [];
    for (const spot of found) {
      const { x, y } = project(spot.lat, spot.lon);
      const column = Math.floor(x / APART), row = Math.floor(y / APART);
      let nearest = null, distance = APART;
      for (let across = -1; across < 2; across++) {
        for (let down = -1; down < 2; down++) {
          for (const head of squares.get(`${column + across},${row + down}`) ?? []) {
            const far = Math.hypot(head.x - x, head.y - y);
            if (far < distance) [nearest, distance] = [head, far];
          }
        }
      }
      if (nearest) {
        nearest.spots.push(spot);
      } else {
        const head = { x, y, lat: spot.lat, lon: spot.lon, town: spot.town, spots: [spot] };
        const key = `${column},${row}`;
        squares.set(key, [...(squares.get(key) ?? []), head]);
        heads.push(head);
      }
    }
    return sized(heads);
  };

  const sized = (heads) => {
    for (const head of heads) {
      head.entries = head.spots.flatMap((spot) => spot.entries);
      head.towns = new Set(head.entries.map((entry) => entry.town));
    }
    const most = Math.max(1, ...heads.map((head) => head.entries.length));
    for (const head of heads) head.radius = Math.round(SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(head.entries.length / most));
    return named(heads).sort((one, other) => one.y - other.y || one.x - other.x);
  };

  const meet = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

  const named = (heads) => {
    const taken = heads.map(({ x, y, radius }) => [x - radius, y - radius, x + radius, y + radius]);
    for (const head of [...heads].sort((one, other) => other.entries.length - one.entries.length)) {
      const half = (head.town.length * LETTER) / 2, top = head.y + head.radius + 1;
      const name = [head.x - half, top, head.x + half, top + LINE];
      head.named = !taken.some((other) => meet(name, other));
      if (head.named) taken.push(name);
    }
    return heads;
  };

  return { spots, grouped };
})();
