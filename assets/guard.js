/* Stands between the page and the Flet client (1.0.5), which cannot reconnect: its picture freezes.
   One socket in the life of a page. When it is lost we say so, wait for the server, and load the
   page again; the server then goes on with the same state. The recorder is laid over the picture
   while the route is /record, and nothing is loaded anew while it is open. */
(() => {
  "use strict";
  const AWAY_AFTER = 15000, SHEET_AFTER = 700, OFFERED_AFTER = 1200, SLOW_AFTER = 4000, STUCK_AFTER = 40000, CARD_KEPT_WITHIN = 3000;
  const RETURNS = "leaven-returns";
  const WORDS = {
    en: {},
    de: {
      slow: "Das erste Mal dauert es etwas länger. Danach geht es schnell.",
      stuck: "Dieser Browser oder dieses Netz bringt die App nicht auf den Schirm. Sprechen und schreiben geht trotzdem.",
      opening: "Wird geöffnet …", connecting: "Verbindung wird aufgebaut …",
      meanwhile: "Jetzt etwas sagen oder schreiben", "away-title": "Keine Verbindung",
      "away-text": "Was gespeichert ist, ist sicher. Du kannst weiter sprechen oder schreiben: es bleibt auf diesem Telefon und geht später von selbst.",
      "away-capture": "Ohne Verbindung weitermachen", "away-again": "Jetzt noch einmal versuchen",
    },
  };
  const LANGUAGE = Language.own(Object.keys(WORDS));
  const SAYS = {
    slow: "The first time takes a little longer. After that it is quick.",
    stuck: "This browser or network cannot show the app. You can still speak and write.",
    opening: "Opening …", connecting: "Connecting …",
    ...WORDS[LANGUAGE],
  };
  const $ = id => document.getElementById(id);
  const prefix = document.documentElement.dataset.prefix;

  /* ---- the engine's large files start to load now, not after three scripts have asked for each other */
  const quick = navigator.vendor === "Google Inc." && "ImageDecoder" in window && Intl.v8BreakIterator;
  for (const [name, as] of quick ? [["main.dart.wasm", "fetch"], ["canvaskit/skwasm.wasm", "fetch"]] : []) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as, href: prefix + name, crossOrigin: "anonymous" });
    document.head.append(link);
  }

  /* ---- a crew's tablet: its card comes behind the #, which no server, proxy or log ever sees, and goes into a cookie */
  if (location.pathname === "/routine" && location.hash.length > 1) {
    const card = location.hash.slice(1), reader = navigator.serviceWorker;
    const kept = reader?.ready.then(ready => ready.active?.postMessage({ crew: card }));   // for the recorder, should the signal go
    fetch("/api/wall", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ card }) })
      .then(async answer => {
        if (!answer.ok) return;
        await Promise.race([kept, new Promise(done => setTimeout(done, CARD_KEPT_WITHIN))]);
        location.replace("/routine");
      })
      .catch(() => {});                                             // the card stays in the address for the next try
  }

  /* ---- one socket */
  const Native = window.WebSocket;
  let socket = null, lost = false, timer = 0, delay = 400;
  class Silent extends EventTarget {                              // what the client gets instead of a second socket
    constructor(url) { super(); Object.assign(this, { url, readyState: 0, binaryType: "arraybuffer", bufferedAmount: 0, extensions: "", protocol: "" }); }
    send() {}
    close() {}
  }
  function Guarded(url, protocols) {
    const make = () => protocols === undefined ? new Native(url) : new Native(url, protocols);
    if (new URL(url, location.href).pathname !== "/ws") return make();
    if (socket) return new Silent(String(url));
    socket = usable(ahead, url) ? ahead : make();
    ahead = null;
    socket.addEventListener("close", leave);
    return socket;
  }
  /* Where the engine lies in the cache it asks for its socket within seconds: on its way meanwhile, it costs no round trips.
     The server lets go of one that stays silent for twenty seconds; then the client makes its own. */
  let ahead = null;
  const usable = (made, url) => made && made.readyState <= Native.OPEN && made.url === new URL(url, location.href.replace(/^http/, "ws")).href;
  const loads = new PerformanceObserver(list => {
    const engine = list.getEntriesByName(location.origin + prefix + "main.dart.wasm")[0];
    if (!engine) return;
    loads.disconnect();
    if (engine.transferSize === 0 && engine.decodedBodySize > 0 && !socket && location.pathname !== "/routine")
      ahead = new Native(location.origin.replace(/^http/, "ws") + "/ws");
  });
  loads.observe({ type: "resource", buffered: true });
  Guarded.prototype = Native.prototype;
  Object.assign(Guarded, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });
  window.WebSocket = Guarded;

  function leave() {
    if (lost) return;
    lost = true;
    setTimeout(showSheet, SHEET_AFTER);
    timer = setTimeout(ask, 250);
  }
  function showSheet() {
    if (!lost || frame || !$("away").hidden) return;
    if (location.pathname === "/routine") $("away-capture").href = "/seat?crew=1";
    for (const id of ["away-title", "away-text", "away-capture", "away-again"]) if (SAYS[id]) $(id).textContent = SAYS[id];
    $("away").hidden = false;
    $("away-capture").focus();
  }
  async function ask() {
    clearTimeout(timer);
    if (await reached()) return back();
    delay = Math.min(delay * 1.6, 5000);
    timer = setTimeout(ask, delay);
  }
  async function reached() {
    try {
      const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(3000) });
      return answer.ok && answer.headers.get("x-leaven") === "1";
    } catch { return false; }
  }
  /* Not while somebody records; and not for ever when the server answers but refuses the socket. */
  function back(wanted = false) {
    if (frame) { waiting = true; return; }
    const now = Date.now(), recent = JSON.parse(sessionStorage.getItem(RETURNS) || "[]").filter(at => now - at < 30000);
    if (recent.length >= 4 && !wanted) { showSheet(); delay = 5000; timer = setTimeout(ask, 30000); return; }
    sessionStorage.setItem(RETURNS, JSON.stringify([...recent, now]));
    location.reload();
  }
  addEventListener("offline", leave);
  addEventListener("online", () => { if (lost) { delay = 400; ask(); } });

  /* ---- back from the pocket: does our socket still answer? */
  let hiddenAt = 0;
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) { hiddenAt = Date.now(); return; }
    if (lost) { delay = 400; ask(); return; }
    if (!hiddenAt || Date.now() - hiddenAt < AWAY_AFTER) return;
    try {
      const answer = await fetch("/api/live", {
        cache: "no-store", signal: AbortSignal.timeout(4000),
        headers: { "x-leaven-page": sessionStorage.getItem("_flet_session_id") || "" },
      });
      if (answer.ok && !(await answer.json()).alive) back();
    } catch { leave(); }
  });
  addEventListener("pageshow", event => { if (event.persisted) location.reload(); });   // WebKit restores a dead picture

  /* ---- the recorder, over the picture */
  let frame = null, waiting = false;
  function sync() {
    const wanted = location.pathname === "/record";
    if (wanted && !frame) {
      frame = document.createElement("iframe");
      Object.assign(frame, { id: "recorder", title: "Record", allow: "microphone; screen-wake-lock", src: "/capture?embed=1" + location.search.replace("?", "&") });
      document.body.append(frame);
      frame.focus();
    }
    if (!wanted && frame) {
      frame.remove();
      frame = null;
      if (waiting) back(); else if (lost) showSheet();
    }
  }
  for (const name of ["pushState", "replaceState"]) {
    const native = history[name];
    history[name] = function (...given) { const result = native.apply(this, given); queueMicrotask(sync); return result; };
  }
  addEventListener("popstate", () => setTimeout(sync));
  addEventListener("message", event => {
    if (event.origin !== location.origin || event.data !== "capture-done" || !frame) return;
    if (history.length > 1) history.back(); else history.replaceState(null, "", "/");
  });

  /* ---- the first picture is ours; it goes when the first screen is painted. The title comes with that screen,
     but a slow phone paints a second later: so we look at the picture itself, for our paper and something on it. */
  const OPENING = document.title, PAPER = [[250, 247, 241], [21, 20, 15]], PAINTED_WITHIN = 8000;
  let drawn = false, shown = false;
  addEventListener("flutter-first-frame", () => { drawn = true; if (!shown) $("status").textContent = SAYS.connecting; }, { once: true });
  new MutationObserver(() => { if (document.title && document.title !== OPENING && !shown) { shown = true; reveal(Date.now()); } })
    .observe(document.head, { subtree: true, childList: true, characterData: true });
  function reveal(since) {
    if (!painted() && Date.now() - since < PAINTED_WITHIN) { setTimeout(reveal, 60, since); return; }
    $("splash").remove();                                         // at once: fading costs a slow phone half a second
  }
  const look = document.createElement("canvas");
  function painted() {
    const picture = find(document, "canvas");
    if (!picture?.width) return false;
    Object.assign(look, { width: 24, height: 48 });
    const pen = look.getContext("2d", { willReadFrequently: true });
    try { pen.drawImage(picture, 0, 0, 24, 48); } catch { return true; }                // a browser that lets nobody look
    const { data } = pen.getImageData(0, 0, 24, 48);
    const near = (at, colour) => colour.every((part, k) => Math.abs(data[at + k] - part) < 6);
    const paper = PAPER.find(colour => near(0, colour));
    for (let at = 0; paper && at < data.length; at += 4) if (!near(at, paper)) return true;
    return false;
  }
  function find(root, name) {
    for (const node of root.querySelectorAll("*")) {
      if (node.localName === name && node !== look) return node;
      const inside = node.shadowRoot && find(node.shadowRoot, name);
      if (inside) return inside;
    }
    return null;
  }
  function say(words) {
    if (shown) return;
    $("status").textContent = words;
    offer();
  }
  function offer() {
    if (SAYS.meanwhile) $("meanwhile").textContent = SAYS.meanwhile;
    $("meanwhile").hidden = shown;
  }
  addEventListener("error", event => { if (event.target?.tagName === "SCRIPT") say(SAYS.stuck); }, true);
  addEventListener("DOMContentLoaded", () => {
    document.documentElement.lang = LANGUAGE;
    $("status").textContent = SAYS.opening;
    $("away-again").onclick = () => { delay = 400; reached().then(yes => { if (yes) back(true); }); };
    sync();
    setTimeout(offer, OFFERED_AFTER);
    setTimeout(say, SLOW_AFTER, SAYS.slow);
    setTimeout(say, STUCK_AFTER, SAYS.stuck);
  });

  if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {}));

  /* ---- what waits on this device goes on its way, whatever screen is open */
  const carry = () => navigator.serviceWorker?.ready.then(ready => ready.active?.postMessage("flush"));
  addEventListener("load", carry);
  addEventListener("online", carry);
  setInterval(() => { if (!document.hidden) carry(); }, 15000);
})();
