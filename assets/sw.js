/* {{VERSION}} · Keeps the capture shell on the device and sends what waits in the outbox.
   The version in this line changes with every file of the shell, so a browser notices each update by itself. */
"use strict";
importScripts("/outbox.js?v={{VERSION}}");

const SHELL = "leaven-shell-{{VERSION}}";
const PAGE = "/capture";
const BESIDE = ["/manifest.json", "/icons/icon-192.png", "/help"]; // nice to have: the shell works without them
const OURS = ["/capture", "/seat"];
const NEVER = ["/api/", "/v/", "/ws", "/healthz"];              // live things, and files that carry their own version
const PATIENCE = 4000;                                          // ms before a weak signal counts as none

self.addEventListener("install", event => event.waitUntil(install()));
async function install() {
  const cache = await caches.open(SHELL);
  await cache.add(new Request(PAGE, { cache: "reload" }));
  await Promise.allSettled(BESIDE.map(path => cache.add(new Request(path, { cache: "reload" }))));
  await self.skipWaiting();
}

/* Old shells go; the outbox lives in IndexedDB, which no update touches. */
self.addEventListener("activate", event => event.waitUntil(activate()));
async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith("leaven-shell-") && name !== SHELL).map(name => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("fetch", event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (NEVER.some(prefix => pathname.startsWith(prefix))) return;
  if (request.mode === "navigate") event.respondWith(navigate(request, pathname));
  else if (BESIDE.includes(pathname)) event.respondWith(beside(request));
});

const kept = async path => (await (await caches.open(SHELL)).match(path)) ?? null;
const shell = () => kept(PAGE);

async function navigate(request, pathname) {
  if (OURS.includes(pathname)) return (await shell()) ?? fetch(request);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status < 500) return answer;
  } catch { /* no signal, or too weak a one */ }
  return (await kept(pathname)) ?? (await shell()) ?? Response.error();
}

async function beside(request) {
  return (await (await caches.open(SHELL)).match(request)) ?? fetch(request);
}

self.addEventListener("sync", event => {
  if (event.tag === "leaven-outbox") event.waitUntil(Outbox.flush({ now: true }));
});
self.addEventListener("message", event => {
  if (event.data?.crew) event.waitUntil(Outbox.keep("crew", event.data.crew));
  if (event.data === "flush") event.waitUntil(Outbox.flush({ now: true }));
});
