// The report form with scripts: questions follow the kind at once, files survive a mistake, and no network is no loss.
import { showWaiting } from "./report-waiting.js";

const form = document.getElementById("report");
const outbox = self.watchwardOutbox;
const set = JSON.parse(form.dataset.sets);
let isTouched = false;
let isLeaving = false;

// --- questions follow the kind ---
const aside = document.getElementById("set-aside");
const places = Object.fromEntries(["first", "always", "more"].map((id) => [id, document.getElementById(id)]));
const asked = (id) => form.querySelector(`[data-question="${CSS.escape(id)}"]`);
const chosen = (name) => form.querySelector(`[name=${name}]:checked`)?.value;
const kindNow = () => chosen("exactly") ?? chosen("kind");

const bank = fetch(form.dataset.bank, { credentials: "same-origin" })
  .then((answer) => (answer.ok && !answer.redirected ? answer.text() : ""))
  .then((html) => new DOMParser().parseFromString(html, "text/html"))
  .catch(() => null);

/** Questions not asked now wait unseen inside the form, with their answers. */
async function fillAside() {
  const all = await bank;
  if (!all) return;
  const kept = [...aside.querySelectorAll("input[type=hidden]")];
  for (const node of all.querySelectorAll("[data-question]")) {
    if (!asked(node.dataset.question)) aside.append(document.importNode(node, true));
  }
  for (const one of kept) {
    one.remove();
    restore(one.name, one.value);
  }
}

function restore(name, value) {
  for (const field of aside.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (field.matches("[type=radio], [type=checkbox]")) field.checked ||= field.value === value;
    else field.value = value;
  }
}

function askFor(kind) {
  const [id, needsDanger] = set.kinds[kind] ?? [];
  const order = set.sets[id];
  if (!order) return;
  for (const node of form.querySelectorAll(":is(#first, #always, #more) > [data-question]")) {
    if (!order.some(([one]) => one === node.dataset.question)) aside.append(node);
  }
  for (const [one, step, isRequired] of order) {
    const node = asked(one);
    if (!node) continue;
    const needed = isRequired || (needsDanger && one === "danger_now");
    const marks = node.querySelectorAll(":scope > .field > .field__label > .field__optional");
    for (const mark of marks) mark.hidden = needed;
    if (places[step]) places[step].append(node);
  }
  places.first.hidden = !places.first.querySelector("[data-question]");
  document.getElementById("more-box").hidden = !places.more.querySelector("[data-question]");
  const band = form.querySelector("[data-beside=value]");
  band.hidden = !places.always.querySelector("[data-question=value]");
  showConditional();
}

/** A question that depends on another waits for its answer. */
function showConditional() {
  for (const node of form.querySelectorAll("[data-when]")) {
    const [question, wanted] = node.dataset.when.split(":");
    const said = [...form.querySelectorAll(`[name="q_${question}"]:checked`)].map((field) => field.value);
    node.hidden = !wanted.split(",").some((one) => said.includes(one));
  }
}

function showChildren() {
  const tile = form.querySelector("[name=kind]:checked")?.value;
  for (const box of form.querySelectorAll(".exactly")) {
    box.hidden = box.dataset.of !== tile;
    if (box.hidden) for (const field of box.querySelectorAll(":checked")) field.checked = false;
  }
}

form.addEventListener("change", (event) => {
  isTouched = true;
  const { name } = event.target;
  if (name === "kind") showChildren();
  if (name === "kind" || name === "exactly") askFor(kindNow());
  if (name.startsWith("q_")) showConditional();
  if (name === "narrative") warnOfWords(event.target.value);
  if (name === "q_danger_now" || name === "q_priority") keepExclusive(event.target);
});
form.addEventListener("input", () => (isTouched = true));

/** "None of these" and a sign of danger shut each other out. */
function keepExclusive(field) {
  if (!field.checked) return;
  for (const other of form.querySelectorAll(`[name="${field.name}"]:checked`)) {
    if (other !== field && (other.value === "none" || field.value === "none")) other.checked = false;
  }
}

// --- search, words, another person ---
const find = document.getElementById("kind_find");
const hits = document.getElementById("kind_hits");
let typing;
find?.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(async () => {
    const text = find.value.trim();
    if (text.length < 2) return hits.replaceChildren();
    const body = new URLSearchParams({ q: text, form: form.elements.form.value });
    const how = { method: "POST", body, headers: { "X-CSRFToken": token() } };
    const answer = await fetch(form.dataset.search, how).catch(() => null);
    if (!answer?.ok) return;
    hits.innerHTML = await answer.text(); // our own server's escaped page part
    hits.scrollIntoView({ block: "nearest" }); // on a phone they would lie behind the bar with the button
  }, 150);
});
find?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault(); // Enter in the search must not send the report
  hits.querySelector("[data-pick]")?.click();
});
hits?.addEventListener("click", (event) => {
  const hit = event.target.closest("[data-pick]");
  if (!hit) return;
  const tile = form.querySelector(`[name=kind][value="${CSS.escape(hit.dataset.tile)}"]`);
  if (tile) tile.checked = true;
  showChildren();
  const exact = form.querySelector(`[name=exactly][value="${CSS.escape(hit.dataset.pick)}"]`);
  if (exact) {
    exact.checked = true;
    exact.closest("details").open = true;
  }
  isTouched = true;
  askFor(hit.dataset.pick);
  find.value = "";
  hits.replaceChildren();
  (exact ?? tile)?.focus();
});

async function warnOfWords(text) {
  const body = new URLSearchParams({ narrative: text });
  const how = { method: "POST", body, headers: { "X-CSRFToken": token() } };
  const answer = await fetch(form.dataset.words, how).catch(() => null);
  if (answer?.ok && !answer.redirected) document.getElementById("words").innerHTML = await answer.text();
}

function add(what, list, most) {
  const count = form.elements[what];
  const number = Number(count.value);
  if (number >= most) return;
  const pattern = document.getElementById(what === "people" ? "person-pattern" : "vehicle-pattern");
  const html = pattern.innerHTML.replaceAll("__i__", number).replaceAll("__n__", number + 1);
  list.insertAdjacentHTML("beforeend", html);
  count.value = number + 1;
  list.lastElementChild.querySelector("input").focus();
}
form.addEventListener("click", (event) => {
  const step = event.target.closest("button[name=step]")?.value;
  if (step !== "person" && step !== "vehicle") return;
  event.preventDefault();
  isTouched = true;
  if (step === "person") add("people", document.getElementById("people"), 12);
  else add("vehicles", document.getElementById("vehicle-list"), 6);
});

// --- sending ---
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
const button = document.getElementById("send");
const label = button.querySelector("span");
let isSending = false;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  const before = label.textContent;
  label.textContent = "Sending …";
  button.setAttribute("aria-disabled", "true");
  try {
    form.elements.device_at.value ||= new Date().toISOString(); // a repeat says the same moment
    await send(new FormData(form));
  } finally {
    isSending = false;
    label.textContent = before;
    button.removeAttribute("aria-disabled");
  }
});

async function send(body) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const how = { method: "POST", body, headers, credentials: "same-origin" };
  const answer = await fetch(form.action, how).catch(() => null);
  if (answer?.status === 201) {
    isLeaving = true;
    location.assign((await answer.json()).url);
  } else if (answer?.status === 422) {
    showProblems(await answer.json());
  } else if (!answer || answer.status >= 500) {
    await keepHere(body, answer ? "Watchward could not take it just now." : "There is no connection to Watchward.");
  } else {
    await keepHere(body, "You are signed out, or this page is too old.", true);
  }
}

function clearProblems() {
  document.getElementById("report-problems").replaceChildren();
  for (const old of form.querySelectorAll(".field__error")) old.remove();
  for (const old of form.querySelectorAll(".field--error")) old.classList.remove("field--error");
  for (const old of form.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
}

function showProblems({ problems, words }) {
  clearProblems();
  if (words) {
    document.getElementById("words").innerHTML = words;
    document.getElementById("words").scrollIntoView({ block: "center" });
    return;
  }
  const summary = document.createElement("section");
  Object.assign(summary, { className: "problems", tabIndex: -1 });
  summary.setAttribute("role", "alert");
  summary.setAttribute("aria-labelledby", "problems_title");
  summary.dataset.problems = "";
  summary.innerHTML = '<h2 id="problems_title">There is a problem</h2><ul class="problems__list"></ul>';
  for (const [name, text] of problems) summary.querySelector("ul").append(problemItem(name, text));
  document.getElementById("report-problems").replaceChildren(summary);
  summary.focus();
}

/** One line of the summary, and the same sentence beside its field. */
function problemItem(name, text) {
  const item = document.createElement("li");
  const target = document.getElementById(name);
  const field = target?.closest(".field");
  if (!field) {
    item.textContent = text;
    return item;
  }
  const link = document.createElement("a");
  link.href = `#${name}`;
  link.textContent = text;
  item.append(link);
  const beside = document.createElement("p");
  Object.assign(beside, { className: "field__error", id: `${name}_error` });
  beside.textContent = text;
  field.classList.add("field--error");
  field.querySelector(".field__label").after(beside);
  if (target.matches("input, select, textarea")) target.setAttribute("aria-invalid", "true");
  target.setAttribute("aria-describedby", `${name}_error`);
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  return item;
}

async function keepHere(body, why, signIn = false) {
  if (!kindNow() && form.querySelector("[name=kind]")) {
    return showProblems({ problems: [["kind", "Pick what happened."]] });
  }
  // What the server would say of an empty file, said here: a file without bytes would not wait, it would vanish.
  const empty = [...body].filter(([, value]) => value instanceof File && value.name && !value.size);
  if (empty.length) {
    return showProblems({ problems: empty.map(([name, { name: file }]) => [name, `${file} is empty. Choose it again.`]) });
  }
  try {
    const { who, key, sealed, outbox: state } = form.dataset;
    await outbox.save({ form: body, who, key: body.get("client_key"), publicText: key, url: sealed, state });
  } catch {
    const sorry = `${why} This device could not keep the report either. Leave this page open and send it again.`;
    return showProblems({ problems: [["form", sorry]] });
  }
  isTouched = false;
  form.hidden = true;
  document.querySelector("nav.tabs")?.setAttribute("hidden", "");
  await showWaiting(form.dataset.who, { why, fresh: body.get("client_key"), signIn });
}

window.addEventListener("beforeunload", (event) => {
  if (isTouched && !isLeaving) event.preventDefault();
});

// A report that was sent does not stand half-filled behind the back button.
window.addEventListener("pagehide", () => isLeaving && form.reset());
window.addEventListener("pageshow", (event) => event.persisted && isLeaving && location.reload());

// --- starting ---
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {});
showConditional();
showChildren();
fillAside().then(() => kindNow() && askFor(kindNow()));
showWaiting(form.dataset.who);
