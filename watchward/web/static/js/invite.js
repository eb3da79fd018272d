// Inviting somebody: show the places of the chosen member alone. Without this file all places are shown, by member.

const member = document.querySelector("select[name=organisation_ref]");
const field = document.querySelector("[data-place]")?.closest("fieldset");

function update() {
  const chosen = member.value ? member.selectedOptions[0].text.trim() : "";
  let shown = false;
  let any = false;
  for (const part of field.querySelectorAll(".chips > *")) {
    if (part.matches(".chips__group")) shown = chosen !== "" && part.textContent.trim() === chosen;
    part.hidden = !shown;
    const box = part.querySelector("input");
    if (box) box.disabled = !shown; // what is hidden is not sent
    any ||= shown;
  }
  field.hidden = !any; // the office, the police and the council have no premises here
}

if (member && field) {
  member.addEventListener("change", update);
  update();
}
