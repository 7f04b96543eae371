/* Must and avoid take what is chosen behind what stands in them. */
import "./search.js";

const SEPARATORS = /[,，、;；]/;
document.addEventListener("chosen", ({ target: input, detail: site }) => {
  const before = input.value.split(SEPARATORS).slice(0, -1).map((text) => text.trim());
  const name = SEPARATORS.test(site.name) ? site.site : site.name;
  input.value = [...before, name].filter(Boolean).join(", ") + ", ";
});
document.getElementById("wrong")?.focus();
