// Reports that wait on this device, sealed to the server's key. Plain script: the page and the service worker share it.
(() => {
  const NAME = "watchward-outbox";
  const STORE = "reports";
  const INFO = new TextEncoder().encode("watchward sealed report");
  const MAGIC = new TextEncoder().encode("WW1");

  function open() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  /** One transaction; resolved only when it is on the disk (`strict`), never before. */
  async function inStore(mode, work) {
    const base = await open();
    try {
      return await new Promise((resolve, reject) => {
        const change = base.transaction(STORE, mode, { durability: "strict" });
        const asked = work(change.objectStore(STORE));
        change.oncomplete = () => resolve(asked?.result);
        change.onabort = change.onerror = () => reject(change.error ?? new Error("The device kept nothing."));
      });
    } finally {
      base.close();
    }
  }

  const put = (row) => inStore("readwrite", (store) => store.put(row));
  const remove = (key) => inStore("readwrite", (store) => store.delete(key));
  const all = async () => (await inStore("readonly", (store) => store.getAll())).sort((a, b) => a.savedAt - b.savedAt);

  const bytesOf = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  }

  /** Close a box that only the server opens; the key that closed it is forgotten at once. */
  async function seal(publicText, plain) {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const server = bytesOf(publicText);
    const theirs = await crypto.subtle.importKey("raw", server, curve, false, []);
    const ours = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
    const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
    const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: joined(point, server), info: INFO };
    const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const header = joined(MAGIC, point, nonce);
    const closed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: header }, key, plain);
    return joined(header, new Uint8Array(closed));
  }

  /** Put a form into a box: the length of its head, the head as JSON, then the files one after the other. */
  async function packed(form, who) {
    const fields = [];
    const files = [];
    for (const [name, value] of form) {
      if (typeof value === "string") {
        if (value !== "" && name !== "csrfmiddlewaretoken") fields.push([name, value]);
      } else if (value.size) files.push(value);
    }
    const about = { who, fields, files: files.map((one) => ({ name: one.name, size: one.size })) };
    const head = new TextEncoder().encode(JSON.stringify(about));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, head.length);
    const bodies = await Promise.all(files.map(async (one) => new Uint8Array(await one.arrayBuffer())));
    return joined(length, head, ...bodies);
  }

  async function save({ form, who, key, publicText, url, state }) {
    const sealed = await seal(publicText, await packed(form, who));
    await put({ key, who, sealed, url, state, savedAt: Date.now(), tries: 0, problems: [] });
    const registration = await self.navigator?.serviceWorker?.getRegistration?.();
    await registration?.sync?.register("watchward-outbox").catch(() => {});
  }

  /** Every page of this device hears what was taken, whichever page or worker sent it. */
  function tell(taken) {
    const channel = new BroadcastChannel("watchward-outbox");
    channel.postMessage(taken);
    channel.close();
  }

  /** Send what waits, oldest first, one sender at a time on this device. Returns what became of each. */
  function send({ again = null } = {}) {
    const work = async (lock) => {
      if (!lock) return [];
      const told = [];
      for (const row of await all()) {
        if (row.problems.length && row.key !== again) continue;
        const became = await sendOne(row).catch(() => null);
        if (became) told.push(became);
        if (became?.ref) tell({ ref: became.ref, url: became.url });
        if (!became || became.stop) break; // no network, or nobody signed in: the others would fare no better
      }
      return told;
    };
    return self.navigator.locks ? navigator.locks.request("watchward-outbox", { ifAvailable: true }, work) : work(true);
  }

  async function sendOne(kept) {
    const row = { ...kept, tries: kept.tries + 1 }; // a try that finds no server is one too
    await put(row);
    const asked = await fetch(row.state, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (asked.status === 401) return { row, signIn: true, stop: true };
    if (!asked.ok) return null;
    const { csrf, who } = await asked.json();
    if (!who.includes(row.who)) return { row, other: true };
    const body = new FormData();
    body.append("sealed", new Blob([row.sealed]), "sealed");
    const answer = await fetch(row.url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrf, Accept: "application/json" },
      credentials: "same-origin",
    });
    if (answer.status === 201) {
      const said = await answer.json();
      await remove(row.key); // only now: the server has said that it is safe there
      return { row, ...said };
    }
    if (answer.status === 401) return { row, signIn: true, stop: true };
    if (answer.status === 409) return { row, other: true };
    if (answer.status === 422) {
      const { problems } = await answer.json();
      await put({ ...row, problems: problems.map(([, text]) => text) });
      return { row, problems };
    }
    return null;
  }

  self.watchwardOutbox = { save, send, all, remove };
})();
