/* A plan is changed: each change is asked of the server, and what it answers is a plan of its own, with its page.
   What was done before is kept while the tab is open, so that it can be undone. */
import { offerSites } from "./search.js";

const plan = JSON.parse(document.getElementById("plan").textContent);
const words = plan.words;
const said = document.getElementById("said");
const answer = document.getElementById("answer");
const tools = [...document.querySelectorAll(".tools")];
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
document.documentElement.classList.add("scripting");

/* What was done: plans one after another, which one this is, what is pinned, and what to say when the next is there. */
const trip = JSON.parse(sessionStorage.getItem("trip") ?? "null") ?? {};
if (!trip.ids?.includes(plan.id)) Object.assign(trip, { ids: [plan.id], pins: [], bound: plan.bound });
trip.at = trip.ids.indexOf(plan.id);
const keep = () => sessionStorage.setItem("trip", JSON.stringify(trip));

const told = (code, params = {}) =>
  Object.entries(params).reduce((text, [name, value]) => text.replace(name.toUpperCase(), value), words[code]);
const say = (text, isWrong = false) => {
  said.textContent = text;
  said.classList.toggle("wrong", isWrong);
  if (isWrong) said.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
};
const open = (id, text, site) => {
  keep();
  sessionStorage.setItem("next", JSON.stringify({ text, site }));
  location.assign(`/plans/${id}?language=${plan.language}`);
};

const ask = async (kind, body) => {
  say(words.wait);
  document.body.ariaBusy = "true";
  try {
    const response = await fetch(`/v1/plans/${plan.id}/${kind}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (response.ok) return { at: response.headers.get("Location"), data: await response.json() };
    const problem = await response.json();
    say(`${words.failed} ${plan.language === "zh" ? problem.message_zh : problem.message}`, true);
  } catch (error) {
    say(`${words.failed} ${error.message}`, true);
  } finally {
    document.body.ariaBusy = "false";
  }
  return null;
};
const change = async (kind, body, text, site) => {
  const found = await ask(kind, { ...body, time_limit: 5 });
  if (!found) { restore(); return; }
  const id = found.at.split("/").at(-1);
  trip.ids = [...trip.ids.slice(0, trip.at + 1), id];
  open(id, found.data.breaks?.length ? "" : text, site);
};
const question = async (kind, body) => {
  const found = await ask(kind, body);
  if (!found) return;
  const part = await fetch(`/answers/${found.at.split("/").at(-1)}?language=${plan.language}`);
  answer.innerHTML = await part.text(); // made by the server, which escapes all names
  answer.hidden = false;
  say("");
  answer.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  answer.focus({ preventScroll: true });
};

const sitesOf = (day) => tools.filter((each) => each.dataset.day === String(day)).map((each) => each.dataset.site);
const order = (day, sites, text, site) => change("edit", { order: [`${day}=${sites.join(",")}`] }, text, site);
const restore = () => tools.forEach((each) => { const select = each.querySelector("select"); if (select) select.value = each.dataset.day; });
const shift = (each, step) => {
  const { site, day, name } = each.dataset, sites = sitesOf(day), from = sites.indexOf(site), to = from + step;
  if (to < 0 || to >= sites.length) { say(words[step < 0 ? "first" : "last"]); return; }
  [sites[from], sites[to]] = [sites[to], sites[from]];
  order(day, sites, told("moved", { site: name, day }), site);
};
const move = (each, day) => change("edit", { move: [`${each.dataset.site}=${day}`] }, told("moved", { site: each.dataset.name, day }), each.dataset.site);
const swapped = (day, out, site) => sitesOf(day).map((each) => (each === out ? site : each));
const add = (site, name, day) => day
  ? change("edit", { move: [`${site}=${day}`] }, told("added", { site: name }), site)
  : change("replan", { now: `${plan.date}T00:00`, add: [site] }, told("added", { site: name }), site);
const pin = (each) => {
  const { site, name } = each.dataset, isOn = trip.pins.includes(site);
  trip.pins = isOn ? trip.pins.filter((other) => other !== site) : [...trip.pins, site];
  keep();
  showPins();
  say(told(isOn ? "unpinned" : "pinned", { site: name }));
};
const showPins = () => tools.forEach((each) => {
  each.querySelector("[data-do=pin]").ariaPressed = String(trip.pins.includes(each.dataset.site));
});
const step = (by) => {
  const id = trip.ids[trip.at + by];
  if (id) open(id, by < 0 ? words.undone : words.redone);
};

/* The dialog that finds a site. */
const dialog = document.getElementById("search");
const query = document.getElementById("query");
let chosen = () => {};
const find = (title, hasDay, choose) => {
  document.getElementById("search-title").textContent = title;
  document.getElementById("when").hidden = !hasDay;
  query.value = "";
  chosen = choose;
  dialog.showModal();
  query.focus();
};
offerSites(query, (site) => { dialog.close(); chosen(site); });

const deeds = {
  undo: () => step(-1),
  redo: () => step(1),
  add: () => find(words.add, true, (site) => add(site.id, site.name, document.getElementById("on").value)),
  suggest: () => question("suggest", { most: 5 }),
  alternatives: () => question("alternatives", { number: 2, time_limit: 10 }),
  improve: () => change("replan", { now: `${plan.date}T00:00`, change: "best", pin: trip.pins.filter((site) => tools.some((each) => each.dataset.site === site)) }, words.improved),
  print: () => window.print(),
  earlier: (each) => shift(each, -1),
  later: (each) => shift(each, 1),
  pin,
  drop: (each) => change("edit", { drop: [each.dataset.site] }, told("dropped", { site: each.dataset.name })),
  swap: (each) => find(told("swap-for", { site: each.dataset.name }), false, (site) => order(
    each.dataset.day, swapped(each.dataset.day, each.dataset.site, site.id), told("swapped", { site: site.name, out: each.dataset.name }), site.id)),
  why: (_each, button) => question("explain", { site: button.dataset.site, time_limit: 5 }),
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button) deeds[button.dataset.do](button.closest(".tools"), button);
});
for (const select of document.querySelectorAll("select[data-do=move]"))
  select.addEventListener("change", () => move(select.closest(".tools"), select.value));
answer.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-add]");
  if (!button) return;
  const { add: site, day, instead, name } = button.dataset;
  if (instead) order(day, swapped(day, instead, site), told("added", { site: name }), site);
  else add(site, name ?? document.querySelector(`.why[data-site="${site}"]`)?.dataset.name ?? site, day);
});
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog")) return;
  const row = event.target.closest(".row.visit"), each = row?.querySelector(".tools");
  const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
  const deed = isUndo ? (event.shiftKey ? "redo" : "undo")
    : each && event.altKey ? { ArrowUp: "earlier", ArrowDown: "later" }[event.key]
    : each && event.target === row ? { Delete: "drop", p: "pin", s: "swap" }[event.key] : undefined;
  if (!deed) return;
  event.preventDefault();
  deeds[deed](each);
});
for (const row of document.querySelectorAll(".row.visit")) row.tabIndex = 0;

/* By mouse and finger: the rows of all days are one board; what lies between visits is not moved. */
document.querySelectorAll(".day .rows").forEach((list) => Sortable.create(list, {
  group: "days", handle: ".handle", draggable: ".row", filter: ".row:not(.visit)", preventOnFilter: false, animation: calm ? 0 : 120,
  onEnd: ({ item, from, to, oldIndex, newIndex }) => {
    if (from === to && oldIndex === newIndex) return;
    const each = item.querySelector(".tools"), day = to.closest(".day").querySelector(".strip").dataset.day;
    const sites = [...to.querySelectorAll(".tools")].map((other) => other.dataset.site);
    if (from === to && String(sites) === String(sitesOf(day))) { location.reload(); return; }
    order(day, sites, told("moved", { site: each.dataset.name, day }), each.dataset.site);
  },
}));

/* List, hours and map in step. */
const rows = document.querySelectorAll(".row");
const light = (name) => document.querySelectorAll(".strip rect").forEach((rect) =>
  rect.classList.toggle("here", (rect.dataset.row ?? rect.parentNode.dataset.row) === name));
rows.forEach((row) => {
  row.addEventListener("focusin", () => light(row.id));
  row.addEventListener("mouseenter", () => light(row.id));
});
document.querySelectorAll(".strip [data-row]").forEach((bar) => bar.addEventListener("click", (event) => {
  event.preventDefault();
  const row = document.getElementById(bar.dataset.row);
  row.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  row.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("row-shown", { detail: row.id }));
}));

/* Links for others. */
const share = document.getElementById("share"), shares = document.getElementById("shares");
const shareAt = `/v1/plans/${plan.id}/shares`;
const item = (each, url) => {
  const line = document.createElement("li"), out = document.createElement("button");
  const shown = ["map", "money", "bookings"].filter((name) => each[name]).map((name) => words[name]).join(" · ");
  if (url) {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: url });
    line.append(link, " ");
  } else line.append(`${words.link} `);
  Object.assign(out, { type: "button", textContent: words.withdraw });
  out.addEventListener("click", async () => {
    await fetch(`${shareAt}/${each.id}`, { method: "DELETE" });
    line.remove();
    say(words.withdrawn);
  });
  line.append(shown, " ", out);
  shares.append(line);
};
share.addEventListener("toggle", async () => {
  if (!share.open) return;
  shares.replaceChildren();
  const response = await fetch(shareAt);
  if (response.ok) for (const each of await response.json()) item(each);
});
share.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const body = Object.fromEntries(["map", "money", "bookings"].map((name) => [name, form.has(name)]));
  const response = await fetch(shareAt, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!response.ok) { say(words.failed, true); return; }
  const made = await response.json();
  item(made, `${location.origin}${made.url}?language=${plan.language}`);
  say(words.shared);
});

/* What came of the last change. */
document.querySelector("[data-do=undo]").disabled = trip.at === 0;
document.querySelector("[data-do=redo]").disabled = trip.at === trip.ids.length - 1;
showPins();
keep();
const next = JSON.parse(sessionStorage.getItem("next") ?? "null");
sessionStorage.removeItem("next");
if (next) {
  const row = next.site && tools.find((each) => each.dataset.site === next.site)?.closest(".row");
  row?.scrollIntoView({ block: "center" });
  row?.focus({ preventScroll: true });
  const worth = told(trip.bound === null ? "worth" : "within", { objective: plan.worth, bound: trip.bound });
  setTimeout(() => say(`${next.text || document.querySelector(".changed li")?.textContent}\n${worth}`), 100);
}
