"use strict";
(() => {
  const host = window.parent;
  const waiting = new Map();
  let number = 0;
  const post = (message) => host.postMessage({ jsonrpc: "2.0", ...message }, "*");
  const notify = (method, params = {}) => post({ method, params });
  const request = (method, params) => new Promise((resolve, reject) => {
    waiting.set(++number, { resolve, reject });
    post({ id: number, method, params });
  });

  const ground = JSON.parse(document.getElementById("ground").textContent);
  const map = L.map("map", { attributionControl: false, minZoom: 5, maxZoom: 17, zoomSnap: 0.25, scrollWheelZoom: false });
  L.control.scale({ imperial: false }).addTo(map);
  map.setView([30, 105.5], 7);
  const text = (content) => {
    const span = document.createElement("span");
    span.textContent = content;
    return span;
  };
  for (const [layer, lines] of Object.entries(ground.layers))
    (layer === "inner" || layer === "outer" ? L.polygon : L.polyline)(lines, { className: `g-${layer}`, interactive: false, smoothFactor: 1.5 }).addTo(map);
  for (const [lat, lon, name] of ground.names)
    L.marker([lat, lon], { icon: L.divIcon({ html: text(`${name.zh} ${name.en}`), className: "town", iconSize: [90, 18], iconAnchor: [45, -8] }), interactive: false, keyboard: false }).addTo(map);

  const drawn = L.layerGroup().addTo(map);
  const bar = document.getElementById("days");
  const said = document.getElementById("said");
  const point = (stop) => stop.gcj02.split(",").map(Number).reverse();
  const all = [];
  const button = (label, colour, places) => {
    const made = bar.appendChild(document.createElement("button"));
    made.append(label);
    if (colour) made.className = colour;
    made.addEventListener("click", () => map.fitBounds(places, { padding: [40, 40], maxZoom: 14 }));
  };
  const pin = (day, stop, colour) => {
    const label = [stop.visit, `${stop.zh} ${stop.en}`].filter(Boolean).join(" · ");
    const icon = L.divIcon({ html: text(day.day), className: `pin ${colour}${stop.visit ? "" : " night"}`, iconSize: [22, 22] });
    L.marker(point(stop), { icon, title: label }).bindTooltip(text(label), { direction: "top" }).addTo(drawn);
  };
  const draw = (day) => {
    const colour = `c${(day.day + 7) % 8}`;
    const places = day.stops.map(point);
    day.stops.slice(1).forEach((stop, index) => {
      const way = [places[index], places[index + 1]];
      L.polyline(way, { className: "casing", interactive: false }).addTo(drawn);
      L.polyline(way, { className: `way m-${stop.by} ${colour}`, interactive: false }).addTo(drawn);
    });
    day.stops.filter((stop) => stop.visit || stop.night).forEach((stop) => pin(day, stop, colour));
    all.push(...places);
    button(`${day.day} · ${day.date}`, colour, places);
  };

  let shown = 0;
  const show = async (result) => {
    const turn = ++shown;
    drawn.clearLayers();
    bar.replaceChildren();
    all.length = 0;
    button("全程 All days", "", all);
    let plan = result.structuredContent;
    said.textContent = plan?.summary ?? result.content?.find((each) => each.type === "text")?.text ?? "";
    while (plan?.days && turn === shown) {
      plan.days.forEach(draw);
      map.fitBounds(all, { padding: [40, 40], maxZoom: 14 });
      if (!plan.next_day) break;
      const more = await request("tools/call", { name: "show_plan", arguments: { plan: plan.plan, from_day: plan.next_day } }).catch(() => ({}));
      plan = more.structuredContent;
    }
    document.documentElement.dataset.days = bar.children.length - 1;
    notify("ui/notifications/size-changed", { width: document.body.scrollWidth, height: document.documentElement.scrollHeight });
  };

  addEventListener("message", ({ source, data }) => {
    if (source !== host || data?.jsonrpc !== "2.0") return;
    if (data.method === "ui/notifications/tool-result") show(data.params);
    else if (data.method && data.id !== undefined) post({ id: data.id, result: {} });
    else if (waiting.has(data.id)) {
      const { resolve, reject } = waiting.get(data.id);
      waiting.delete(data.id);
      data.error ? reject(data.error) : resolve(data.result);
    }
  });
  request("ui/initialize", { protocolVersion: "2026-01-26", appInfo: { name: "bashu-map", version: "1" }, appCapabilities: {} })
    .then(() => notify("ui/notifications/initialized"));
})();
