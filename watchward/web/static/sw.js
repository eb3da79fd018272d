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
});

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
