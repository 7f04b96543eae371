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

  for (const [lat, lon, name] of trip.names)
    L.marker([lat, lon], { icon: L.divIcon({ html: text(name), className: "town", iconSize: [90, 18], iconAnchor: [45, -8] }), interactive: false, keyboard: false }).addTo(map);

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
  const spread = () => {
    const taken = [];
    for (const marker of markers.values()) {
      const home = map.latLngToLayerPoint(marker.home);
      let place = home;
      for (let step = 1; taken.some((other) => other.distanceTo(place) < 28); step++)
        place = home.add([8 * Math.sqrt(step) * Math.cos(2.4 * step), 8 * Math.sqrt(step) * Math.sin(2.4 * step)]);
      taken.push(place);
      marker.setLatLng(place === home ? marker.home : map.layerPointToLatLng(place));
      marker.lead.setLatLngs([marker.home, marker.getLatLng()]);
    }
  };
  document.addEventListener("row-shown", ({ detail }) => {
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
    link.addEventListener("click", () => {
      const day = link.dataset.day;
      const places = day === "" ? all : points(trip.days[Number(day)]);
      if (places.length) show(places);
    });
})();
