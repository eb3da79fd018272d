// The opening-hours editor: hide the times of days that have none. Without this file every field is simply shown.

const rows = [...document.querySelectorAll("[data-hours] [data-day]")];

function update(row) {
  const state = row.querySelector("select").value;
  const spans = [...row.querySelectorAll(".hours__span")];
  const open = state === "open";
  spans[0].hidden = !open;
  spans[1].hidden = !open || ![...spans[0].querySelectorAll("input")].every((input) => input.value);
  for (const span of spans) {
    for (const input of span.querySelectorAll("input")) input.disabled = span.hidden; // what is hidden is not sent
  }
}

for (const row of rows) {
  row.addEventListener("change", () => update(row));
  update(row);
}
