/* The outbox: what a person gave stays on this device until the server has answered with the same hash.
   One file for the capture page and the service worker, so that both keep and send in the same way. */
"use strict";
const Outbox = (() => {
  const GROUP = 64 * 1024;             // bytes sent in one request: small enough to survive a weak signal
  const CLIP = 256 * 1024;             // bytes that a clip of a minute may need
  const MOST = 64;                     // pieces in one request
  const PATIENCE = 30_000;             // ms that one request may take
  const LONGEST_PAUSE = 40_000;        // ms between two tries; what waits goes within a minute of the signal's return
  const TOMBSTONE = 24 * 3600_000;     // ms that "delivered" stays readable on this device
  const STAYS = { room: 72 * 3600_000, reason: 24 * 3600_000 };   // ms that these may stay anywhere, sent or not
  const LATER = [408, 409, 425, 429];  // answers that mean "not now", every other 4xx means "not like this"
  const channelName = "leaven-outbox";

  /* A photo from a seat, or from the tablet of whoever guides. */
  const isPhoto = item => item.kind === "photo" || item.kind === "sight";

  class NoAnswer extends Error {}      // nobody, or somebody other than Leaven (a captive portal, a proxy), answered

  // ------------------------------------------------------------------ the store
  let opened = null;
  function open() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("leaven", 1);
      asked.onupgradeneeded = () => {
        const stores = { items: "id", pieces: ["id", "n"], seats: "secret", kept: "key" };
        for (const [name, keyPath] of Object.entries(stores)) asked.result.createObjectStore(name, { keyPath });
      };
      asked.onsuccess = () => {
        const db = asked.result;
        db.onclose = () => { opened = null; };
        db.onversionchange = () => { db.close(); opened = null; };
        resolve(db);
      };
      asked.onerror = () => reject(asked.error);
      asked.onblocked = () => reject(new Error("blocked"));
    });
    opened.catch(() => { opened = null; });
    return opened;
  }

  /* Runs `work` in one transaction; answers with the result of the request that it returns, once all is on disk. */
  async function within(stores, mode, work) {
    const db = await open();
    return new Promise((resolve, reject) => {
      const t = db.transaction(stores, mode, mode === "readwrite" ? { durability: "strict" } : {});
      let asked;
      t.oncomplete = () => resolve(asked?.result);
      t.onabort = () => reject(t.error ?? new Error("aborted"));
      asked = work(...stores.map(name => t.objectStore(name)));
    });
  }
  const read = (store, work) => within([store], "readonly", work);
  const write = (store, work) => within([store], "readwrite", work);
  const piecesOf = id => IDBKeyRange.bound([id, 0], [id, Infinity]);

  const get = id => read("items", items => items.get(id));
  const list = async () => (await read("items", items => items.getAll())).sort((a, b) => a.at - b.at);
  const put = item => write("items", items => items.put(item)).then(() => tell(item.id));

  /* Reads and writes in one transaction, so that page and service worker never undo each other. */
  async function change(id, fields) {
    await write("items", items => {
      const asked = items.get(id);
      asked.onsuccess = () => { if (asked.result) items.put({ ...asked.result, ...fields }); };
      return asked;
    });
    tell(id);
  }

  /* Keeps one stretch of sound and the length so far in one transaction; resolves when both are on disk. */
  async function append(id, bytes, seconds) {
    await within(["items", "pieces"], "readwrite", (items, pieces) => {
      const asked = items.get(id);
      asked.onsuccess = () => {
        const item = asked.result;
        for (let from = 0; from < bytes.byteLength; from += GROUP) {
          pieces.put({ id, n: item.pieces++, bytes: bytes.slice(from, from + GROUP) });
        }
        items.put({ ...item, seconds, beat: Date.now(), size: item.size + bytes.byteLength });
      };
    });
  }

  /* Puts a photo as it is now in the place of what was kept of it, in one transaction. */
  async function keepPhoto(item, bytes) {
    await within(["items", "pieces"], "readwrite", (items, pieces) => {
      pieces.delete(piecesOf(item.id));
      let count = 0;
      for (let from = 0; from < bytes.byteLength; from += GROUP) {
        pieces.put({ id: item.id, n: count++, bytes: bytes.slice(from, from + GROUP) });
      }
      items.put({ ...item, pieces: count, size: bytes.byteLength });
    });
    tell(item.id);
  }

  const remove = id => within(["items", "pieces"], "readwrite", (items, pieces) => {
    pieces.delete(piecesOf(id));
    return items.delete(id);
  }).then(() => tell(id));

  async function blob({ id, mime }) {
    const pieces = await read("pieces", store => store.getAll(piecesOf(id)));
    return new Blob(pieces.map(piece => piece.bytes), { type: mime });
  }

  /* Says before a recording, not after, whether this device can keep one: null, "denied" or "full".
     Browsers blur what they say about free space, so the room that a clip needs is really written. */
  async function trouble() {
    try {
      await write("kept", kept => kept.put({ key: "probe", bytes: new ArrayBuffer(CLIP) }));
      await write("kept", kept => kept.delete("probe"));
      const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
      return quota - usage < 4 * 1024 * 1024 ? "full" : null;
    } catch (error) { return error?.name === "QuotaExceededError" ? "full" : "denied"; }
  }

  /* A recording whose page is gone (reload, crash, empty battery) becomes an item with what was kept. */
  async function recover(then = "held") {
    for (const item of await list()) {
      if (item.state === "binned" && Date.now() - item.binned > 60_000) await remove(item.id);
      if (item.state === "delivered" && Date.now() - item.delivered > TOMBSTONE) await remove(item.id);
      if (item.state !== "recording" && Date.now() - item.at > STAYS[item.kind]) await remove(item.id);
      if (item.state !== "recording" || !(await abandoned(item))) continue;
      if (item.pieces) await change(item.id, { state: item.kind === "room" ? "waiting" : then, cut: "closed" });
      else await remove(item.id);
    }
  }
  const lockOf = id => "leaven-recording-" + id;
  async function abandoned(item) {
    if (!navigator.locks) return Date.now() - item.beat > 5000;
    return navigator.locks.request(lockOf(item.id), { ifAvailable: true }, lock => lock !== null);
  }

  // ------------------------------------------------------------------ telling the screen
  let voice = null;
  function tell(id, going = false) {
    if (typeof BroadcastChannel === "undefined") return;
    voice ??= new BroadcastChannel(channelName);
    voice.postMessage({ id, going });
  }

  // ------------------------------------------------------------------ sending
  async function hash(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, byte => byte.toString(16).padStart(2, "0")).join("");
  }

  const json = { "Content-Type": "application/json" };
  async function request(method, path, body, headers) {
    let response;
    try {
      response = await fetch(path, {
        method, body, headers, credentials: "same-origin", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
      });
    } catch { throw new NoAnswer(); }
    const answer = await response.json().catch(() => null);
    if (typeof answer?.ok !== "boolean") throw new NoAnswer();
    return { ...answer, status: response.status, pause: Number(response.headers.get("Retry-After")) * 1000 || 0 };
  }
  const PLACES = { room: item => "/api/room/" + item.session + "/", sight: item => "/api/sight/" + item.session + "/", reason: () => "/api/dictation/" };
  const placeOf = item => (PLACES[item.kind]?.(item) ?? "/api/capture/") + item.id;
  const ask = (method, path, item, body, headers = {}) => request(method, placeOf(item) + path, body,
    { ...(item.seat ? { "X-Leaven-Seat": item.seat } : {}), ...headers });

  /* Puts this device's own secret in the place of the card's, once; later it asks how the session stands.
     The secret is made here, before any signal: what is said meanwhile belongs to it, and a lost answer costs nothing. */
  async function takeSeat(seat) {
    const card = seat.taken ? { secret: seat.secret } : seat.code ? { code: seat.code } : { secret: seat.card };
    const answer = await request("POST", "/api/seat", JSON.stringify({ ...card, device: seat.secret, shared: Boolean(seat.crew) }), json);
    if (answer.ok) {
      const { session, danger, limits, languages } = answer;
      await keepSeat({ secret: seat.secret, card: seat.card, crew: seat.crew, taken: true, session, danger, limits, languages });
    }
    return answer;
  }
  function newSecret() {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  }

  /* A seat must be taken before anything is sent for it; answers with the refusal, or null. */
  async function refusedSeat(item) {
    const own = item.seat && (await seat(item.seat));
    if (!own || own.taken) return null;
    const answer = await takeSeat(own);
    if (answer.ok) return null;
    return { ...answer, status: answer.status === 409 ? 410 : answer.status };   // a used card does not become free by waiting
  }

  const spoken = item => ({ phase: item.phase, language: item.language, lens: item.lens ?? null });

  async function sendText(item) {
    const own = await hash(new TextEncoder().encode(item.words));
    const body = JSON.stringify({ kind: "text", words: item.words, ...spoken(item) });
    return { own, answer: await ask("PUT", "", item, body, json) };
  }

  /* The next bytes to send: whole pieces, at most GROUP bytes and MOST pieces, the same cut at every try.
     Null while a recording that still runs has too few. */
  async function nextGroup(item, from, complete) {
    const pieces = await read("pieces", store => store.getAll(IDBKeyRange.bound([item.id, from], [item.id, Infinity]), MOST));
    let size = 0, count = 0;
    for (const piece of pieces) {
      if (size + piece.bytes.byteLength > GROUP) return join(pieces.slice(0, count), from + count);
      size += piece.bytes.byteLength;
      count++;
    }
    return count === MOST || (count && complete) ? join(pieces, from + count) : null;
  }
  async function join(pieces, to) { return { bytes: await new Blob(pieces.map(piece => piece.bytes)).arrayBuffer(), to }; }

  async function sendGroup(item, n, bytes) {
    const own = await hash(bytes);
    const answer = await ask("PUT", "/chunks/" + n, item, bytes, { "X-Chunk-SHA256": own, "Content-Type": "application/octet-stream" });
    return answer.ok && answer.sha256 !== own ? { ok: false, status: 409, code: "damaged_chunk" } : answer;
  }

  /* Sends the groups that the server has not confirmed yet; answers with the refusal that stopped it, or null. */
  async function sendGroups(item, complete, wanted = null) {
    let at = wanted ? { n: 0, piece: 0 } : item.sent ?? { n: 0, piece: 0 };
    for (let group; (group = await nextGroup(item, at.piece, complete)); ) {
      if (!wanted || wanted.includes(at.n)) {
        const answer = await sendGroup(item, at.n, group.bytes);
        if (!answer.ok) return answer;
      }
      at = { n: at.n + 1, piece: group.to };
      item.sent = at;
      await change(item.id, { sent: at });
    }
    return null;
  }

  async function sendPieces(item) {
    const own = await hash(await (await blob(item)).arrayBuffer());
    let refusal = await sendGroups(item, true);
    for (let round = 0; !refusal && round < 3; round++) {
      const body = { chunks: item.sent.n, sha256: own, mime: item.mime, ...spoken(item) };
      if (isPhoto(item)) Object.assign(body, { kind: "photo", words: item.words, people: item.people });
      else Object.assign(body, { seconds: Math.round(item.seconds * 10) / 10, for_crew: Boolean(item.crew) });
      if (item.kind === "room") Object.assign(body, { kind: "room", pins: item.pins, phase: null, lens: null });
      const answer = await ask("POST", "/finish", item, JSON.stringify(body), json);
      if (answer.code !== "missing_chunks") return { own, answer };
      refusal = await sendGroups(item, true, answer.missing);
    }
    return { own, answer: refusal ?? { ok: false, status: 409, code: "missing_chunks" } };
  }

  /* For a device that keeps nothing: words go straight to the server, or the answer is false and they stay in the field. */
  async function direct(item) {
    try {
      const { own, answer } = await sendText(item);
      return answer.ok && answer.sha256 === own;
    } catch { return false; }
  }

  async function settle(item, own, answer) {
    if (answer.ok && answer.sha256 === own) {
      if (item.shared) return remove(item.id);
      await within(["items", "pieces"], "readwrite", (items, pieces) => {
        pieces.delete(piecesOf(item.id));
        const { words, ...rest } = item;
        return items.put({ ...rest, state: "delivered", delivered: Date.now() });
      });
      return tell(item.id);
    }
    const refused = !answer.ok && answer.status >= 400 && answer.status < 500
      && !LATER.includes(answer.status) && answer.code !== "damaged_chunk";
    if (refused) return change(item.id, { state: "refused", code: answer.code, reason: answer.message });
    const tries = (item.tries ?? 0) + 1;
    return change(item.id, { tries, reason: answer.message ?? null, notBefore: Date.now() + Math.max(answer.pause ?? 0, pause(tries)) });
  }
  const pause = tries => Math.min(LONGEST_PAUSE, 1000 * 2 ** tries) * (0.5 + Math.random() / 2);

  async function drain(now) {
    const done = new Set();
    for (;;) {
      const due = item => item.state === "waiting" && (item.seat || item.kind in PLACES) && !done.has(item.id) && (now || !(item.notBefore > Date.now()));
      const item = (await list()).find(due);
      if (!item) return;
      done.add(item.id);
      tell(item.id, true);
      try {
        const refusal = await refusedSeat(item);
        const { own, answer } = refusal ? { own: null, answer: refusal } : await (item.kind === "text" ? sendText(item) : sendPieces(item));
        await settle(item, own, answer);
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        await settle(item, null, { ok: false, status: 0 });
        return;                                            // nobody answers: the others need not try
      }
    }
  }

  /* Sends what waits. One sender at a time on this device, be it a page or the service worker. */
  async function flush({ now = false } = {}) {
    const alone = work => navigator.locks?.request("leaven-sender", { ifAvailable: true }, lock => lock && work()) ?? work();
    return alone(() => drain(now));
  }

  /* Sends the closed part of a recording that still runs (a room is sent as it goes); the refusal that stopped it, or null. */
  async function flushRunning(id) {
    const item = await get(id);
    if (item?.state !== "recording") return null;
    return orNull(sendGroups(item, false));
  }

  /* What was asked, or null when nobody answers. */
  const orNull = asked => asked.catch(error => { if (error instanceof NoAnswer) return null; throw error; });

  /* A spoken reason whose words were sent: nothing of it is needed anywhere any more. */
  const forgetThere = item => orNull(ask("DELETE", "", item));

  /* An own recording that the server still has, to be listened to once more; null when it is gone or nobody answers. */
  async function sound(item) {
    try {
      const headers = item.seat ? { "X-Leaven-Seat": item.seat } : {};
      const response = await fetch(placeOf(item) + "/sound", { headers, credentials: "same-origin", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      return response.ok ? await response.blob() : null;
    } catch { return null; }
  }

  /* Four words for what has arrived. Each time others, and only the last ones hold. */
  const receipt = item => orNull(ask("POST", "/receipt", item));

  /* A speaker's answer to the words: they stand (PUT), or go (DELETE). */
  const settleWords = (method, path, item, body) => orNull(ask(method, path, item, body && JSON.stringify(body), json));

  /* Takes a recording back between two sendings: from this device when nothing of it has left, else also from the server;
     null when nobody answers. */
  async function takeBack(item) {
    const alone = work => navigator.locks?.request("leaven-sender", work) ?? work();
    return alone(async () => {
      const kept = await get(item.id);
      const answer = kept && !kept.sent ? { ok: true } : await settleWords("DELETE", "", item);
      if (!kept || (!answer?.ok && answer?.status !== 404)) return answer;
      await remove(item.id);
      return { ok: true };
    });
  }

  const look = item => orNull(ask("GET", "", item));

  // ------------------------------------------------------------------ seats and small settings
  const keep = (key, value) => write("kept", kept => kept.put({ key, value }));
  const kept = async key => (await read("kept", store => store.get(key)))?.value ?? null;
  const forget = key => write("kept", store => store.delete(key));
  const keepSeat = seat => write("seats", seats => seats.put(seat));
  const seat = secret => read("seats", seats => seats.get(secret));
  /* On a crew's tablet a seat goes with its turn, once nothing waits for it any more. */
  async function forgetTurns() {
    const needed = new Set((await list()).map(item => item.seat));
    for (const { secret, crew } of await read("seats", seats => seats.getAll())) if (crew && !needed.has(secret)) await write("seats", seats => seats.delete(secret));
  }
  const seatOfCard = async card => (await read("seats", seats => seats.getAll())).find(seat => seat.card === card && !seat.crew) ?? null;

  return { channelName, list, get, put, change, append, keepPhoto, isPhoto, remove, blob, trouble, recover, lockOf, flush, flushRunning, look, sound, receipt, forgetThere, takeBack, settle: settleWords, direct,
           keep, kept, forget, keepSeat, forgetTurns, seat, seatOfCard, takeSeat, newSecret, request };
})();
