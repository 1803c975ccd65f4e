// The sponsor's card opens without a connection: this page, and nothing else, is kept on the phone.
"use strict";
const KEPT = "leaven-decide-{{VERSION}}";
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.add("/decide")).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("leaven-decide-") && name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  })());
});
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode !== "navigate" || pathname !== "/decide") return;
  event.respondWith(fetch(event.request).then((response) => {
    const page = response.clone();     // the one kept is the last one seen, in the language of that moment
    if (response.ok && !response.redirected) event.waitUntil(caches.open(KEPT).then((cache) => cache.put("/decide", page)));
    return response;
  }, () => caches.match("/decide")));
});
