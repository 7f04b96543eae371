/* The sites that are found as one types are a list to choose from by arrows and Enter, or by a click; "chosen" tells which. */
const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));
const isSearch = (element) => element instanceof HTMLInputElement && element.role === "combobox";
const choices = (input) => [...listOf(input).querySelectorAll("[data-site]")];
const pointed = (input) => choices(input).findIndex((item) => item.ariaSelected === "true");

const show = (input, isOpen) => {
  listOf(input).hidden = !isOpen;
  input.ariaExpanded = String(isOpen);
  point(input, -1);
};
const point = (input, at) => {
  choices(input).forEach((item, k) => { item.ariaSelected = String(k === at); });
  const item = choices(input)[at];
  if (item) input.setAttribute("aria-activedescendant", item.id);
  else input.removeAttribute("aria-activedescendant");
  item?.scrollIntoView({ block: "nearest" });
};
const choose = (input, item) => {
  htmx.trigger(input, "htmx:abort");
  show(input, false);
  input.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { ...item.dataset } }));
};
document.addEventListener("htmx:afterSwap", ({ target: list }) => {
  const input = list.matches(".found") && document.querySelector(`[aria-controls="${list.id}"]`);
  if (input) show(input, Boolean(list.children.length) && document.activeElement === input);
});
document.addEventListener("input", ({ target: input }) => {
  if (!isSearch(input)) return;
  htmx.trigger(input, "htmx:abort");
  listOf(input).replaceChildren(); // what was found answers to another text
  show(input, false);
});
document.addEventListener("focusout", ({ target }) => { if (isSearch(target)) show(target, false); });
document.addEventListener("pointerdown", (event) => {
  const item = event.target.closest(".found li");
  if (!item) return;
  event.preventDefault(); // the field keeps the focus
  if (item.dataset.site) choose(document.querySelector(`[aria-controls="${item.parentNode.id}"]`), item);
});
document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!isSearch(input) || listOf(input).hidden || event.isComposing) return;
  const items = choices(input), at = pointed(input), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && items.length) point(input, at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length);
  else if (event.key === "Enter" && at >= 0) choose(input, items[at]);
  else if (event.key === "Escape") show(input, false);
  else return;
  event.preventDefault();
});
