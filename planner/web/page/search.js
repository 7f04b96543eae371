/* Sites by name as one types, in Chinese, English or pinyin: a combobox over /v1/sites. */
const MOST = 8;
const WAIT = 150; // milliseconds after a key

/** Offer the sites that answer to the last part of what stands in a field; `choose` is given the one chosen. */
export function offerSites(input, choose) {
  const list = document.createElement("ul");
  const language = input.dataset.language;
  list.id = `${input.id}-list`;
  list.className = "found";
  list.role = "listbox";
  list.hidden = true;
  list.ariaLabel = document.querySelector(`label[for="${input.id}"]`).textContent;
  input.after(list);
  input.role = "combobox";
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.ariaExpanded = "false";
  let found = [], at = -1, timer = 0, asked = 0;

  const close = () => {
    list.hidden = true;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const point = (place) => {
    at = place;
    [...list.children].forEach((item, k) => { item.ariaSelected = String(k === at); });
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const take = (place) => {
    clearTimeout(timer);
    asked += 1;
    choose({ id: found[place].id, name: found[place].name[language] });
    close();
  };
  const show = (sites) => {
    found = sites.slice(0, MOST);
    list.replaceChildren(...found.map((site, k) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${k}`;
      item.role = "option";
      item.textContent = language === "zh" ? `${site.name.zh} ${site.name.en}` : `${site.name.en} ${site.name.zh}`;
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(k); });
      return item;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.role = "option";
      none.ariaDisabled = "true";
      none.textContent = input.dataset.none;
      list.append(none);
    }
    list.hidden = false;
    input.ariaExpanded = "true";
    point(-1);
  };
  const look = async () => {
    const text = input.value.split(/[,，、;；]/).at(-1).trim(), turn = ++asked;
    if (!text) { close(); return; }
    const response = await fetch(`/v1/sites?fields=id,name&query=${encodeURIComponent(text)}`);
    const sites = response.ok ? await response.json() : [];
    if (turn === asked && document.activeElement === input) show(sites);
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, WAIT); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden || !found.length || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) point((at + step + found.length + (at < 0 && step < 0 ? 1 : 0)) % found.length);
    else if (event.key === "Enter" && at >= 0) take(at);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
