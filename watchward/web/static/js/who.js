// Two keys link somebody: a digit picks the suggestion, then s, n or u says same, not the same or unsure.
let picked = null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (/^[1-9]$/.test(event.key)) {
    const line = document.querySelector(`[data-who="${event.key}"]`);
    if (!line) return;
    event.preventDefault();
    picked = line;
    line.focus();
    line.scrollIntoView({ block: "nearest" });
  } else if (picked && picked.contains(document.activeElement)) {
    picked.querySelector(`[data-key="${event.key.toLowerCase()}"]`)?.click();
  }
});
