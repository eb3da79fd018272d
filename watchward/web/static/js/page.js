// Comforts of every page. Nothing here is needed to do the job.

/** Close open menus when a person looks elsewhere, and give the focus back after Escape. */
function closeMenus({ except = null, refocus = false } = {}) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except || menu.contains(except)) continue;
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (refocus && held) menu.querySelector("summary").focus();
  }
}

document.addEventListener("click", (event) => closeMenus({ except: event.target.closest("details.menu") }));
document.addEventListener("focusin", (event) => closeMenus({ except: event.target.closest("details.menu") }));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus({ refocus: true });
});

/**
 * A page that the browser kept whole for the back button is hidden as it leaves and asked for anew when it comes back:
 * meanwhile its reader may have signed out, or their purpose may be over. Some browsers keep pages that say "no-store".
 * The report form shows nobody and holds what was typed, so it stays.
 */
const staysAsTyped = () => document.getElementById("report") !== null;
addEventListener("pagehide", (event) => {
  if (event.persisted && !staysAsTyped()) document.documentElement.style.visibility = "hidden";
});
addEventListener("pageshow", (event) => {
  if (event.persisted && !staysAsTyped()) location.reload();
});

/** Move the focus to the error summary, so that nobody hunts for what went wrong. */
function focusProblems(scope) {
  const problems = scope.querySelector?.("[data-problems]");
  if (problems) problems.focus();
}

/** A link in the summary goes to its field, and the field gets the focus, not only the scroll. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-problems] a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  const target = field.matches("fieldset, div") ? (field.querySelector("input, select, textarea") ?? field) : field;
  target.focus({ preventScroll: true });
  (field.closest(".field") ?? field).scrollIntoView({ block: "start" });
});

/** Say something once in the live region at the foot of the page. */
export function toast(text) {
  const region = document.getElementById("toasts");
  const pattern = document.getElementById("toast-pattern");
  if (!region || !pattern) return;
  const made = pattern.content.cloneNode(true);
  made.querySelector(".toast__text").textContent = text;
  region.append(made);
}

document.addEventListener("click", (event) => {
  event.target.closest?.(".toast__close")?.closest(".toast").remove();
});

// Only what has just arrived may take the focus, or every refresh would pull a person out of the field they type in.
document.addEventListener("htmx:after:settle", (event) => {
  for (const piece of event.detail?.newContent ?? []) {
    if (piece.matches?.("[data-problems]")) piece.focus();
    else focusProblems(piece);
  }
});
document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail?.ctx?.response?.raw?.status ?? 0;
  if (status >= 500) toast("Watchward could not do that just now. Nothing was changed. Try again in a minute.");
});
document.addEventListener("htmx:error", () => {
  toast("There is no connection to Watchward. Check the network, then try again.");
});

/** A form sent without a network would leave for the browser's own page, and its words with it. */
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || navigator.onLine || event.target.method !== "post") return;
  event.preventDefault();
  toast("There is no connection, so nothing was sent. What you typed is still here. Try again in a moment.");
});

/** On a narrow screen a row of tabs is cut; the one where you are must not be behind the edge. */
function showCurrentTab() {
  for (const row of document.querySelectorAll(".tabs")) {
    const here = row.querySelector("[aria-current]");
    const hidden = here ? here.getBoundingClientRect().right - row.getBoundingClientRect().right : 0;
    if (hidden > 0) row.scrollLeft += hidden;
  }
}

focusProblems(document);
showCurrentTab();
