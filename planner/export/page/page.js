"use strict";
(() => {
  const root = document.documentElement;
  if (root.classList.contains("picture")) {
    root.dataset.height = Math.ceil(document.body.getBoundingClientRect().height);
    return;
  }
  const trip = JSON.parse(document.getElementById("trip").textContent);
  const box = document.getElementById("map");
  const points = (day) => [...day.ways.flatMap((way) => way.points), ...day.pins.map((pin) => pin.point)];
  const all = trip.days.flatMap(points);
  if (!all.length) return;
  root.classList.add("live");

  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, { attributionControl: false, zoomControl: false, minZoom: 5, maxZoom: 17, zoomSnap: 0.25, scrollWheelZoom: false });
  L.control.zoom({ zoomInTitle: trip.words["zoom-in"], zoomOutTitle: trip.words["zoom-out"] }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.on("focus click", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());
  const show = (places) => map.fitBounds(L.latLngBounds(places).pad(0.04), { padding: [64, 60], maxZoom: 14, animate: !calm });
  show(all);

  const text = (content) => {
    const span = document.createElement("span");
    span.textContent = content;
    return span;
  };
  for (const [layer, lines] of Object.entries(trip.ground)) {
    const shape = layer === "inner" || layer === "outer" ? L.polygon : L.polyline;
    shape(lines, { className: `g-${layer}`, interactive: false, smoothFactor: 1.5 }).addTo(map);
  }

  const still = { interactive: false, keyboard: false };
  const names = trip.names.map(([lat, lon, name]) =>
    Object.assign(L.marker([lat, lon], { icon: L.divIcon({ html: text(name), className: "town", iconSize: [90, 18] }), ...still }).addTo(map), { home: L.latLng(lat, lon) }));

  const toRow = (name) => {
    const row = document.getElementById(name);
    row.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    row.focus({ preventScroll: true });
  };
  const markers = new Map();
  trip.days.forEach((day, number) => {
    const colour = `c${number % 8}`;
    for (const way of day.ways) {
      L.polyline(way.points, { className: `casing`, interactive: false }).addTo(map);
      L.polyline(way.points, { className: `way m-${way.mode} ${colour}` }).addTo(map)
        .on("click", () => toRow(way.row));
    }
  });
  trip.days.forEach((day, number) => {
    for (const pin of day.pins) {
      const spot = pin.label ? text(pin.label) : document.querySelector(`.pin[data-row="${pin.row}"] svg`).cloneNode(true);
      const icon = L.divIcon({ html: spot, className: `pin c${number % 8}${pin.label ? "" : " night"}`, iconSize: [26, 26] });
      const marker = L.marker(pin.point, { icon, title: pin.name, riseOnHover: true, zIndexOffset: pin.label ? 500 : 0 })
        .addTo(map).bindTooltip(text(pin.name), { direction: "top", offset: [0, -12] })
        .on("click", () => toRow(pin.row));
      marker.getElement().addEventListener("keydown", (event) => { if (event.key === "Enter") toRow(pin.row); });
      marker.home = L.latLng(pin.point);
      marker.lead = L.polyline([], { className: `lead c${number % 8}`, interactive: false }).addTo(map);
      markers.set(pin.row, marker);
    }
  });
  const marks = trip.marks.map(([word, point]) =>
    Object.assign(L.marker(point, { icon: L.divIcon({ html: text(word), className: "to", iconSize: [0, 0] }), zIndexOffset: 400, ...still }).addTo(map),
      { home: L.latLng(point), lead: L.polyline([], { className: "to-mark", interactive: false }).addTo(map) }));
  const spread = () => {
    const free = (one, others) => others.every((other) =>
      Math.abs(other.x - one.x) >= (other.w + one.w) / 2 || Math.abs(other.y - one.y) >= (other.h + one.h) / 2);
    const box = (point, w, h) => ({ x: point.x, y: point.y, w, h });
    const put = (marker, place) => {
      marker.setLatLng(map.layerPointToLatLng([place.x, place.y]));
      if (marker.lead) marker.lead.setLatLngs([marker.home, marker.getLatLng()]);
    };
    const corner = map.containerPointToLayerPoint([0, 0]), size = map.getSize();
    const taken = [box(corner.add([27, 43]), 44, 76)]; // the buttons
    const seen = (one) => Math.abs(one.x - corner.x - size.x / 2) < (size.x - one.w) / 2 && Math.abs(one.y - corner.y - size.y / 2) < (size.y - one.h) / 2;
    const loose = [...marks.map((mark) => [mark, mark.getElement().firstChild.offsetWidth + 4, 26]), ...[...markers.values()].map((marker) => [marker, 28, 28])];
    for (const [marker, w, h] of loose) {
      const home = map.latLngToLayerPoint(marker.home);
      let place = box(home, w, h);
      const isSeen = seen(place);
      for (let step = 1; step < 4000 && !(free(place, taken) && (seen(place) || !isSeen)); step++)
        place = box(home.add([8 * Math.sqrt(step) * Math.cos(2.4 * step), 8 * Math.sqrt(step) * Math.sin(2.4 * step)]), w, h);
      taken.push(place);
      put(marker, place);
    }
    for (const name of names) {
      const home = map.latLngToLayerPoint(name.home), w = name.getElement().firstChild.offsetWidth + 4, h = 18;
      const beside = [0, 12, 28, 44].flatMap((aside) => [[0, 1], [0, -1], [1, 0], [-1, 0]].map(([right, down]) =>
        box(home.add([right * (aside + w / 2), down * (aside + h / 2)]), w, h))).filter((one) => free(one, taken));
      const place = beside.find(seen) || beside[0];
      name.setOpacity(place ? 1 : 0);
      if (place) { taken.push(place); put(name, place); }
    }
  };
  box.addEventListener("row-shown", ({ detail }) => {
    const marker = markers.get(detail);
    if (!marker) return;
    map.panTo(marker.getLatLng(), { animate: !calm });
    marker.openTooltip();
  });
  map.on("zoomend", spread);
  spread();

  for (const link of document.querySelectorAll(".row .pin[data-row]"))
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const marker = markers.get(link.dataset.row);
      const seen = box.getBoundingClientRect();
      if (seen.bottom < 80 || seen.top > innerHeight - 80) box.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
      map.setView(marker.home, Math.max(map.getZoom(), 11), { animate: !calm });
      marker.getElement().focus({ preventScroll: true });
      marker.openTooltip();
    });
  for (const link of document.querySelectorAll(".jumps a"))
    link.addEventListener("click", (event) => {
      const day = link.dataset.day, seen = box.getBoundingClientRect();
      if (day === "" && seen.bottom > 80 && seen.top < innerHeight - 80) event.preventDefault();
      const places = day === "" ? all : points(trip.days[Number(day)]);
      if (places.length) show(places);
    });
})();
