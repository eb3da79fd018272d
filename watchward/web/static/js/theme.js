// Runs before the first paint, so it is a plain script: a person's choice of light or dark must not flash.
(() => {
  const KEY = "watchward-theme";
  const root = document.documentElement;
  const read = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage can be switched off; the device's own choice then stands
    }
  };
  const write = (choice) => {
    try {
      if (choice === "device") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch {
      // the choice still holds for this page
    }
  };
  const apply = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (choice ?? "device")));
    }
  };

  root.classList.add("js");
  apply(read());
  document.addEventListener("DOMContentLoaded", () => apply(read()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-choice]");
    if (!button) return;
    write(button.dataset.themeChoice);
    apply(button.dataset.themeChoice);
  });
  addEventListener("storage", (event) => {
    if (event.key === KEY) apply(event.newValue); // another tab changed it
  });
})();
