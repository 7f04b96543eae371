/* Must and avoid are searched as one types. */
import { offerSites } from "./search.js";

for (const input of document.querySelectorAll(".searched input"))
  offerSites(input, (site) => {
    const before = input.value.split(/[,，、;；]/).slice(0, -1).map((text) => text.trim());
    const name = /[,，、;；]/.test(site.name) ? site.id : site.name;
    input.value = [...before, name].filter(Boolean).join(", ") + ", ";
  });
document.getElementById("wrong")?.focus();
