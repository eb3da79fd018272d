// Two keys grade a report, as the grade is written: 2 then A. Alone, neither does anything.
const LONGEST_PAUSE = 3000; // milliseconds: a digit of long ago belongs to something else
let source = null;
let at = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]")) return;
  const grading = document.querySelector(".grading");
  if (!grading || grading.closest("details:not([open])")) return;
  if (/^[1-3]$/.test(event.key)) {
    source = event.key;
    at = event.timeStamp;
    return;
  }
  const key = grading.querySelector(`button[name="information"][value="${CSS.escape(event.key.toUpperCase())}"]`);
  if (key && source && event.timeStamp - at < LONGEST_PAUSE) {
    event.preventDefault();
    grading.querySelector(`input[name="source"][value="${source}"]`).checked = true;
    key.click();
  }
  source = null;
});
