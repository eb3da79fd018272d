// Keeps the empty report form and the pages' own style and scripts for the moments without a network.
// No page with anybody's data is ever kept: only the form, as it is before a word is typed.
importScripts("/static/js/outbox.js");

const STATIC = "watchward-static-1";
const FORMS = "watchward-forms-1";
const FORM_PATHS = new Set(["/report/", "/report/questions/"]);
const LEAVING = ["/sign-out/", "/switch/", "/demo/become/"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("sync", (event) => {
  if (event.tag === "watchward-outbox") event.waitUntil(self.watchwardOutbox.send());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (LEAVING.includes(url.pathname)) event.waitUntil(caches.delete(FORMS)); // another person may come to this device
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(freshElseKept(request, STATIC));
  else if (FORM_PATHS.has(url.pathname)) event.respondWith(formOf(event, request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(noConnection));
});

/** Said instead of the browser's own page; it holds nobody's data and leads to the form that is kept. */
function noConnection() {
  const styles = ["tokens", "base", "layout", "forms", "components"];
  const links = styles.map((name) => `<link rel="stylesheet" href="/static/${name}.css">`).join("");
  const page = `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>No connection – Watchward</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">${links}</head>
<body><main class="main"><h1>No connection</h1>
<p>This page needs the network. You can still write a report: it waits on this device, sealed, and goes out by itself.</p>
<p><a class="button" href="/report/">Write a report</a></p></main></body></html>`;
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

async function freshElseKept(request, name) {
  const cache = await caches.open(name);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(request, fresh.clone());
    return fresh;
  } catch (noNetwork) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw noNetwork;
  }
}

async function formOf(event, request) {
  const cache = await caches.open(FORMS);
  try {
    const fresh = await fetch(request);
    if (fresh.redirected || fresh.type === "opaqueredirect") event.waitUntil(caches.delete(FORMS)); // signed out
    else if (fresh.ok) await cache.put(request.url, fresh.clone());
    return fresh;
  } catch (noNetwork) {
    const kept = await cache.match(request.url);
    if (!kept) throw noNetwork;
    return request.mode === "navigate" ? anew(kept) : kept;
  }
}

/** A kept form is opened many times; each opening is a report of its own and needs a key of its own. */
async function anew(kept) {
  const text = (await kept.text()).replace(/(name="client_key" value=")[0-9a-f-]{36}/, `$1${crypto.randomUUID()}`);
  return new Response(text, { status: 200, headers: kept.headers });
}
