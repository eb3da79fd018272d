// Draw a box around one person in a picture. The numbers beside it say the same, and work without this file.
const clamp = (value) => Math.min(100, Math.max(0, value));

for (const crop of document.querySelectorAll("[data-crop]")) {
  const box = crop.querySelector(".crop__box");
  const sides = Object.fromEntries(
    [...crop.querySelectorAll("[data-side]")].map((input) => [input.dataset.side, input]),
  );
  const tick = crop.querySelector("input[type=checkbox]");
  const part = document.createElement("span");
  part.className = "crop__part";
  part.setAttribute("aria-hidden", "true");
  box.append(part);

  const show = () => {
    for (const [side, input] of Object.entries(sides)) part.style[side] = `${clamp(Number(input.value))}%`;
  };
  const write = (values) => {
    for (const [side, value] of Object.entries(values)) sides[side].value = value.toFixed(1);
    show();
  };
  const at = (event) => {
    const frame = box.getBoundingClientRect();
    return [
      clamp(((event.clientX - frame.left) / frame.width) * 100),
      clamp(((event.clientY - frame.top) / frame.height) * 100),
    ];
  };

  let start = null;
  box.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    start = at(event);
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (!start) return;
    const [x, y] = at(event);
    const width = Math.abs(x - start[0]);
    const height = Math.abs(y - start[1]);
    if (width < 2 || height < 2) return; // a tap is no box
    write({ left: Math.min(x, start[0]), top: Math.min(y, start[1]), width, height });
    tick.checked = true;
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => (start = null));
  for (const input of Object.values(sides)) input.addEventListener("input", show);
  show();
}
