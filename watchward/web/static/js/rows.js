// j and k (or the arrows, once a row has the focus) move through the rows of a list; Enter opens, as on any link.
const links = () => [...document.querySelectorAll("[data-rows] tbody th a")];
const STEPS = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable], details[open]")) return;
  const all = links();
  const here = all.indexOf(document.activeElement);
  if (here < 0 && event.key.startsWith("Arrow")) return; // the arrows still scroll until somebody is in the list
  const next = all[here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.closest("tr").scrollIntoView({ block: "nearest" });
});
