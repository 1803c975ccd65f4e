/* A tablet that is passed round: back to the start after each gift and after 30 s, and nothing of the last person stays. */
"use strict";
const Shared = (() => {
  const IDLE = 30;                      // seconds without a touch
  const TOLD = 10;                      // seconds before the end in which it is said
  let touched = Date.now();
  const touch = () => { touched = Date.now(); };

  /* What was spoken is never lost: it goes, as the card had said. Words that were not sent are wiped. */
  async function clear() {
    if (Screen.view() === "kept") await Give.send(Give.current());
    wipe();
    if (App.crew) await Seat.next();
    App.language = Screen.ownLanguage();
    Screen.paint();
    Screen.home();
    touch();
  }
  function wipe() {
    Give.wipe();
    Photo.wipe();
    if (App.crew) Crew.wipe();
    Screen.quiet();
    $("whole").open = false;
    $("code").value = "";
    document.activeElement?.blur?.();
  }

  function tick() {
    if (!App.shared) return;
    if (Recorder.busy()) return touch();
    const left = Math.ceil(IDLE - (Date.now() - touched) / 1000);
    $("sharedGoes").hidden = false;
    $("sharedGoes").textContent = say("sharedGoes", { n: Math.max(left, 0) });
    $("receiptGoes").hidden = !Receipt.shown();
    if (Receipt.shown()) $("receiptGoes").textContent = say("receiptGoes", { n: Math.max(left, 0) });
    for (const [view, id] of [["type", "sharedClears"], ["look", "photoClears"]]) {
      const goes = Screen.view() === view && left <= TOLD;
      $(id).hidden = !goes;
      if (goes && (left === TOLD || left <= 3 || !$(id).textContent)) $(id).textContent = say("sharedClears", { n: Math.max(left, 0) });
    }
    if (Screen.view() === "check" && !$("checked").hidden && left <= TOLD) $("checkSays").textContent = say("sharedClears", { n: Math.max(left, 0) });
    if (left <= 0) clear();
  }

  function begin() {
    if (!App.shared) return;
    document.body.classList.add("shared");
    document.body.classList.toggle("crew", App.crew);
    for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, touch, { capture: true, passive: true });
    addEventListener("pagehide", wipe);
    addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
    setInterval(tick, 1000);
  }
  return { begin, clear, wipe, touch };
})();
