// What waits on this device: listed with its time, sent when it can be, never called sent before the server says so.
const outbox = self.watchwardOutbox;
const box = document.getElementById("outbox");
const done = [];

const made = (tag, className, text = "") => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.textContent = text;
  return node;
};

function banner(kind, title) {
  const node = made("div", `banner banner--${kind}`);
  const words = node.appendChild(made("div", "banner__text"));
  words.append(made("p", "banner__title", title));
  return { node, words };
}

function action(text, work) {
  const button = made("button", "button button--secondary button--small", text);
  button.type = "button";
  button.addEventListener("click", work);
  return button;
}

const time = (at) => new Date(at).toLocaleString("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const tried = (count) => (count ? ` Tried ${count} ${count === 1 ? "time" : "times"}.` : "");

/** Draw the list: sent a moment ago, waiting, and those that need a person. */
export async function showWaiting(who, { why = "", fresh = "", signIn = false } = {}) {
  let rows;
  try {
    rows = await outbox.all();
  } catch {
    return; // no storage on this device: nothing can wait here
  }
  const mine = rows.filter((row) => row.who === who);
  const parts = done.map(({ ref, url }) => sentNow(ref, url));
  for (const row of mine) {
    parts.push(row.problems.length ? refused(row, who) : waiting(row, row.key === fresh ? why : "", signIn));
  }
  if (rows.length > mine.length) {
    const others = rows.length - mine.length;
    const whose = others === 1 ? "1 report of somebody else waits" : `${others} reports of other people wait`;
    const { node } = banner("info", `${whose} on this device until they sign in.`);
    parts.push(node);
  }
  if (fresh && document.getElementById("report").hidden) {
    const again = made("a", "button button--secondary", "Report something else");
    again.href = location.pathname;
    parts.push(again);
  }
  box.replaceChildren(...parts);
  if (fresh) {
    box.firstElementChild?.scrollIntoView({ block: "center" });
    later(true);
  }
}

function waiting(row, why, signIn) {
  const { node, words } = banner("warning", "Saved on this device, not yet sent");
  const when = `${why} Written ${time(row.savedAt)}.${tried(row.tries)}`.trim();
  const how = signIn
    ? "It goes out by itself when you have signed in and opened this page."
    : "It goes out by itself when there is a connection. Keep this page open if you can.";
  words.append(made("p", "", `${when} ${how}`));
  words.append(made("p", "small soft", "It is sealed: nobody can read it on this device, not even you."));
  const row1 = words.appendChild(made("div", "actions"));
  row1.append(action("Try now", () => sendAll(row.who)));
  if (signIn) {
    const link = made("a", "button button--small", "Sign in to send it");
    link.href = `${document.getElementById("report").dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
    row1.append(link);
  }
  return node;
}

function refused(row, who) {
  const { node, words } = banner("danger", "A report from this device was not taken");
  for (const text of row.problems) words.append(made("p", "", text));
  words.append(made("p", "", `Written ${time(row.savedAt)}.${tried(row.tries)} It is still on this device.`));
  const row1 = words.appendChild(made("div", "actions"));
  row1.append(
    action("Try again", () => sendAll(who, row.key)),
    action("Remove it from this device", async () => {
      await outbox.remove(row.key);
      await showWaiting(who);
    }),
  );
  return node;
}

function sentNow(ref, url) {
  const { node, words } = banner("success", "Sent. We have your report.");
  const line = words.appendChild(made("p", "", "Reference "));
  const link = made("a", "ref", ref);
  link.href = url;
  line.append(link);
  return node;
}

function remember(taken) {
  if (!done.some((one) => one.ref === taken.ref)) done.push(taken);
}

const SOONEST = 1_500;
const LATEST = 30_000;
let pause = SOONEST;
let timer = 0;

/** Try again later, and later: the device may be online all the while and the server be away, or another sender busy. */
function later(isWaiting) {
  clearTimeout(timer);
  if (!isWaiting) return;
  timer = setTimeout(() => sendAll(who), pause);
  pause = Math.min(pause * 2, LATEST);
}

async function sendAll(who, again = null) {
  const told = (await outbox.send({ again }).catch(() => [])) ?? [];
  told.filter((one) => one.ref).forEach(remember);
  const signIn = told.some((one) => one.signIn);
  await showWaiting(who, { signIn });
  const rows = await outbox.all().catch(() => []);
  later(!signIn && rows.some((row) => row.who === who && !row.problems.length));
}

const who = document.getElementById("report").dataset.who;
new BroadcastChannel("watchward-outbox").addEventListener("message", ({ data }) => {
  remember(data);
  showWaiting(who);
});
window.addEventListener("online", () => {
  pause = SOONEST;
  sendAll(who);
});
outbox
  .all()
  .then((rows) => rows.some((row) => !row.problems.length) && sendAll(who))
  .catch(() => {});
