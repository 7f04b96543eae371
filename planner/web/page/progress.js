/* How far the search is, as it tells; then the plan. */
const search = document.getElementById("search");
const said = document.getElementById("how-far");
const words = JSON.parse(search.dataset.words);
const events = new EventSource(search.dataset.events);

const show = (job) => {
  if (job.objective === null) return;
  const gap = job.bound > 0 ? (100 * (job.bound - job.objective)) / job.bound : 0;
  said.textContent = (job.bound === null ? words.first : words.found)
    .replace("OBJECTIVE", job.objective).replace("BOUND", job.bound).replace("GAP", gap.toFixed(1));
};
const over = () => {
  events.close();
  said.textContent = words.over;
  location.reload();
};
events.addEventListener("progress", (event) => show(JSON.parse(event.data)));
events.addEventListener("done", over);
events.addEventListener("failed", over);
