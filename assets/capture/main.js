/* Opens the shell: language, seat, what a crash left behind, and the ways in which the outbox gets going. */
"use strict";
(async () => {
  const asked = new URLSearchParams(location.search);
  App.embed = asked.has("embed") && parent !== window;
  App.room = asked.has("room") ? { session: asked.get("room") } : null;
  App.crew = asked.has("crew") || location.pathname === "/routine";   // that page, when there is no signal for it
  const shared = await Outbox.kept("shared").catch(() => null);
  App.sight = asked.get("sight");
  document.body.classList.toggle("sight", Boolean(App.sight));
  App.shared = !App.room && !App.sight && !App.embed && (App.crew || (asked.has("shared") ? asked.get("shared") !== "0" : Boolean(shared)));
  if (asked.has("shared")) await Outbox.keep("shared", App.shared).catch(() => {});
  App.language = Screen.ownLanguage();

  const online = () => {
    $("offline").hidden = navigator.onLine;
    $("offline").textContent = say($("offline").dataset.say = App.crew ? "crewNoSignal" : "offline");
  };
  Screen.onPaint(() => { Seat.paint(); online(); });
  $("language").onchange = event => {
    App.language = event.target.value;
    if (!App.shared) Language.pick(App.language);
    Screen.paint();
    Gave.draw();
  };
  Give.begin();
  Photo.begin();
  Asked.begin();
  Receipt.begin();
  Shared.begin();
  Crew.begin();
  Screen.paint();
  if (App.shared) await Photo.wipe();
  if (App.room) Room.begin();
  else Screen.show("start");

  // the way back to the app: out of the frame, to the page that could not be reached, or to the team
  $("close").hidden = !App.embed;
  $("close").onclick = () => parent.postMessage("capture-done", location.origin);
  $("openApp").hidden = App.embed;
  if (App.crew) Object.assign($("openApp"), { href: "/routine", textContent: say("crewBack") }).dataset.say = "crewBack";
  if (App.room || App.sight) $("openApp").href = "/sessions/" + (App.sight ?? App.room.session);
  if (!["/capture", "/seat"].includes(location.pathname)) $("openApp").href = location.href;

  if (!App.room && !App.sight) await Seat.fromAddress();
  const trouble = await Outbox.trouble();
  if (!window.isSecureContext) Screen.alarm("store", say("notSecure"));
  else if (trouble) Screen.alarm("store", say(trouble === "full" ? "full" : "noStore"));
  navigator.storage?.persist?.().catch(() => {});

  const go = async ({ now = false } = {}) => {
    await Outbox.recover(App.shared ? "waiting" : "held").catch(() => {});
    await Gave.draw();
    await Outbox.flush({ now }).catch(() => {});
  };
  Gave.listen();
  addEventListener("online", () => { online(); Seat.refresh(); go({ now: true }); });
  addEventListener("offline", online);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { Seat.refresh().then(Asked.look); go({ now: true }); } });
  setInterval(go, 5000);
  setInterval(() => { if (!document.hidden) Seat.refresh(); }, 60_000);
  await Promise.all([Seat.refresh().then(Asked.look), go({ now: true })]);

  const worker = await navigator.serviceWorker?.register("/sw.js", { scope: "/" }).catch(() => null);
  worker?.update().catch(() => {});
  document.body.dataset.ready = "yes";
})();
