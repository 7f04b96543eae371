// Answers of opening_hours.js: texts as a JSON list on stdin, one line of JSON for each on stdout.
import { createRequire } from "node:module";
import OpeningHours from "opening_hours";

const texts = JSON.parse(await new Response(process.stdin).text());
const [from, to] = [new Date(2026, 0, 1), new Date(2028, 0, 1)];
const place = { address: { country_code: "cn" } }; // no position: the sun rises at 06:00 and sets at 18:00
const minute = (time) => Math.round((time - from) / 60000);
console.log(JSON.stringify({ version: createRequire(import.meta.url)("opening_hours/package.json").version }));
for (const text of texts) {
  let answer;
  try {
    const intervals = new OpeningHours(text, place, { locale: "en" }).getOpenIntervals(from, to);
    answer = { intervals: intervals.map(([a, b, isUnknown]) => [minute(a), minute(b), isUnknown ? "?" : "o"]) };
  } catch (error) {
    answer = { error: String(error).slice(0, 200) };
  }
  console.log(JSON.stringify({ text, ...answer }));
}
