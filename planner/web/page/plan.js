/* What the buttons of a plan's page do not say by themselves: keys, dragging, pins, undo, and list, hours and map in step.
   Each change shows a plan of its own, which htmx puts in the place of the one before; those before are kept while the
   tab is open, so that changes can be undone. */
import "./search.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const root = document.documentElement;
const said = document.getElementById("said"); // outlives every plan, so that it is read aloud
root.classList.add("scripting");

const shown = () => document.getElementById("plan");
const tools = () => [...document.querySelectorAll(".tools")];
const say = (text) => { said.textContent = text; };
const send = (verb, path, values) =>
  htmx.ajax(verb, `/plans/${path}?language=${root.lang.startsWith("zh") ? "zh" : "en"}`, { source: shown(), values });
const change = (how, values) => send("POST", `${shown().dataset.id}/by-hand/${how}`, values);

/* What was done: plans one after another, which one this is, what is pinned, and how each came of the one before. */
const trip = { ids: [], pins: [], at: 0, done: {}, ...JSON.parse(sessionStorage.getItem("trip") ?? "{}") };
const keep = () => sessionStorage.setItem("trip", JSON.stringify(trip));
const step = (by) => {
  const id = trip.ids[trip.at + by];
  if (id) send("GET", id);
};
const pin = (each) => {
  const { site } = each.dataset, isOn = trip.pins.includes(site), { dataset } = each.querySelector("[data-do=pin]");
  trip.pins = isOn ? trip.pins.filter((other) => other !== site) : [...trip.pins, site];
  keep();
  showPins();
  say(isOn ? dataset.off : dataset.on);
};
const showPins = () => tools().forEach((each) => {
  each.querySelector("[data-do=pin]").ariaPressed = String(trip.pins.includes(each.dataset.site));
});
let asked = ""; // the site that was to be changed last
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.path.includes("/by-hand/")) return;
  asked = detail.formData.get("site") ?? "";
  trip.pins.forEach((site) => detail.formData.append("pin", site));
});
const remember = (id) => {
  const text = "repaired" in shown().dataset ? "" : said.textContent.split("\n")[0]; // which tells what did not fit
  trip.done[id] = { text, site: asked, lang: root.lang };
};
/* Say what was undone or done again, where that was said in this language, and return the site that it was about. */
const recall = (button, id) => {
  const { text, site, lang } = trip.done[id] ?? {};
  say(text && lang === root.lang ? button.dataset.said.replace("{what}", text) : button.dataset.plain);
  return site;
};

/* The dialog that finds a site. */
let chosen = () => {};
const find = (title, hasDay, then) => {
  const query = document.getElementById("query");
  document.getElementById("search-title").textContent = title;
  document.getElementById("when").hidden = !hasDay;
  query.value = "";
  chosen = then;
  document.getElementById("search").showModal();
  query.focus();
};
document.addEventListener("chosen", ({ detail }) => {
  document.getElementById("search").close();
  chosen(detail.site);
});

const deeds = {
  undo: () => step(-1),
  redo: () => step(1),
  add: () => find(document.getElementById("search-title").dataset.add, true, (site) =>
    change("add", { site, day: document.getElementById("on").value })),
  swap: (each) => find(each.querySelector("[data-do=swap]").dataset.title, false, (site) =>
    change("swap", { site, out: each.dataset.site })),
  print: () => window.print(),
  pin,
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button) deeds[button.dataset.do]?.(button.closest(".tools"));
});
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog")) return;
  const row = event.target.closest(".row.visit");
  const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
  const deed = isUndo ? (event.shiftKey ? "redo" : "undo")
    : row && event.altKey ? { ArrowUp: "earlier", ArrowDown: "later" }[event.key]
    : event.target === row ? { Delete: "drop", p: "pin", s: "swap" }[event.key] : undefined;
  if (!deed) return;
  event.preventDefault();
  (isUndo ? document : row).querySelector(`[data-do=${deed}]`).click();
});

/* What is under way, and what went wrong on the way. */
const isChange = ({ target }) => ["plan", "answer"].includes(target?.id);
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!isChange(detail)) return;
  say(said.dataset.wait);
  document.body.ariaBusy = "true";
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  document.body.ariaBusy = "false";
  reset();
  if (detail.successful) return;
  if (!detail.xhr.status) say(said.dataset.failed);
  said.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
});
/* Where the plan stays, so does what was chosen or dragged; in the place of another one nothing of this is seen. */
let putBack = () => {};
const reset = () => {
  putBack();
  tools().forEach((each) => {
    const select = each.querySelector("select");
    if (select) select.value = each.dataset.day;
  });
};
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "answer") return;
  target.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  target.focus({ preventScroll: true });
});

/* List, hours and map in step. */
const light = ({ target }) => {
  const row = target.closest?.(".row");
  if (row) document.querySelectorAll(".strip rect").forEach((rect) =>
    rect.classList.toggle("here", (rect.dataset.row ?? rect.parentNode.dataset.row) === row.id));
};
document.addEventListener("focusin", light);
document.addEventListener("mouseover", light);
document.addEventListener("click", (event) => {
  const bar = event.target.closest(".strip [data-row]");
  if (!bar) return;
  event.preventDefault();
  look(document.getElementById(bar.dataset.row), calm ? "auto" : "smooth");
  document.getElementById("map").dispatchEvent(new CustomEvent("row-shown", { detail: bar.dataset.row }));
});
const look = (row, behavior) => {
  row.scrollIntoView({ block: "center", behavior });
  row.focus({ preventScroll: true });
};

/* By mouse and finger: the rows of all days are one board; what lies between visits is not moved. */
const sortable = (list) => Sortable.create(list, {
  group: "days", handle: ".handle", draggable: ".row", filter: ".row:not(.visit)", preventOnFilter: false, animation: calm ? 0 : 120,
  onEnd: ({ item, to, from, oldIndex }) => {
    putBack = () => {
      putBack = () => {};
      item.remove();
      from.insertBefore(item, from.children[oldIndex] ?? null);
    };
    const { day } = to.closest(".day").querySelector(".strip").dataset;
    const sites = [...to.querySelectorAll(".tools")].map((each) => each.dataset.site);
    change("order", { site: item.querySelector(".tools").dataset.site, day, sites: sites.join(",") });
  },
});

/* A plan is there: the first of a page, or one in the place of another. */
let map = null;
L.Map.addInitHook(function () {
  map?.remove();
  map = this;
});
let days = []; // the texts of those of the plan before
const begin = (isOther) => {
  const { id } = shown().dataset, known = trip.ids.indexOf(id), before = days;
  let { site } = shown().dataset;
  if (known < 0) trip.ids = isOther ? [...trip.ids.slice(0, trip.at + 1), id] : [id];
  if (known < 0 && !isOther) trip.pins = [];
  const at = trip.ids.indexOf(id), undo = document.getElementById("undo"), redo = document.getElementById("redo");
  const isStep = isOther && known >= 0 && at !== trip.at;
  if (isStep) site = at < trip.at ? recall(undo, trip.ids[trip.at]) : recall(redo, id);
  if (isOther && known < 0) remember(id);
  trip.at = at;
  keep();
  undo.disabled = at === 0;
  redo.disabled = at === trip.ids.length - 1;
  showPins();
  for (const row of document.querySelectorAll(".row.visit")) row.tabIndex = 0;
  const lists = [...document.querySelectorAll(".day .rows")];
  lists.forEach(sortable);
  days = lists.map((list) => list.textContent);
  if (!isOther) return;
  const changed = isStep ? lists.find((list, k) => days[k] !== before[k]) : undefined;
  const row = tools().find((each) => each.dataset.site === site)?.closest(".row") ?? changed?.querySelector(".row.visit");
  if (row) look(row, "auto");
  else if (document.activeElement === document.body) document.getElementById("deeds").focus({ preventScroll: true });
};
document.addEventListener("htmx:afterSettle", ({ target }) => { if (target.id === "plan") begin(true); });
begin(false);
