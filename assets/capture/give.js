/* Giving: speak, type, hear it, throw it away, send it; and the way to the site's own channel in danger. */
"use strict";
const Give = (() => {
  const FROM = 45;                      // second from which the time that is left is shown
  const DRAFT = 7 * 24 * 3600_000;      // ms that a draft is kept
  let current = null;
  let saving = 0;
  let hearing = null;                   // the button whose recording plays
  const bars = Screen.meter($("level"));
  const lensVoice = Screen.lenses($("lensVoice"));
  const lensText = Screen.lenses($("lensText"));

  const gift = kind => ({
    id: crypto.randomUUID(), kind, seat: App.seat?.secret ?? null, shared: App.shared, crew: App.crew, phase: Seat.phase(),
    language: App.language, lens: null, at: Date.now(),
  });

  // ------------------------------------------------------------------ voice
  function speak() {
    if (Recorder.busy()) return;
    if (App.shared) Receipt.forget();
    hush();
    lensVoice.clear();
    Screen.alarm("microphone", null);
    Screen.show("recording");
    meter(0, 0);
    $("recordingTitle").textContent = say("starting");
    $("quiet").textContent = "";
    Recorder.start(gift("voice"), { limit: Seat.limits().seconds }, {
      started: () => { $("recordingTitle").textContent = say("recording"); },
      level: meter,
      quiet: silent => { $("quiet").textContent = say(silent ? "quiet" : "hearing"); },
      stopped: (item, why) => {
        keep(item);
        if (why === "limit") Screen.toast(say("limitReached"));
      },
      failed: word => { Screen.alarm("microphone", say(word)); Screen.home(); },
    });
  }
  function meter(level, seconds) {
    const limit = Seat.limits().seconds;
    bars(level);
    $("progress").style.setProperty("--part", Math.min(1, seconds / limit));
    $("progress").setAttribute("aria-valuemax", limit);
    $("progress").setAttribute("aria-valuenow", Math.floor(seconds));
    $("clock").textContent = Screen.length(seconds);
    $("left").textContent = seconds >= FROM ? say("secondsLeft", { n: Math.max(0, Math.ceil(limit - seconds)) }) : "";
  }

  function keep(item) {
    current = item;
    $("keptTitle").textContent = say("kept", { length: Screen.length(item.seconds) });
    $("keptSays").textContent = item.cut ? say("cut_" + item.cut) : say("keptNotSent");
    $("hear").textContent = say("hear");
    Screen.show("kept");
    Gave.draw();
  }

  async function hear(item, button) {
    const player = $("player");
    if (!player.paused) return hush();
    const sound = item.state === "delivered" ? await Outbox.sound(item) : await Outbox.blob(item);
    if (!sound) return Screen.toast(say("soundGone"));
    player.src = URL.createObjectURL(sound);
    player.onended = hush;
    hearing = button;
    button.textContent = say("pauseHearing");
    await player.play().catch(hush);
  }
  function hush() {
    const player = $("player");
    player.pause();
    if (player.src) URL.revokeObjectURL(player.src);
    player.removeAttribute("src");
    player.load();
    if (hearing) hearing.textContent = say("hear");
    hearing = null;
  }

  // ------------------------------------------------------------------ send and throw away
  async function send(item) {
    if (!item) return;
    hush();
    const lost = ["unknown_seat", "used_card"].includes(item.code);       // another card may carry what this one cannot
    const seat = (lost ? null : item.seat) ?? App.seat?.secret ?? null;
    const goes = Boolean(seat || App.shared || ["room", "sight"].includes(item.kind));
    const lens = item === current ? lensVoice.chosen() : item.lens;
    current = null;
    if (!App.crew) Receipt.hope({ ...item, seat });
    await Outbox.change(item.id, { lens, seat, phase: item.phase ?? Seat.phase(), state: goes ? "waiting" : "held", tries: 0, notBefore: 0 });
    done(goes, { ...item, seat });
  }

  /* After each gift: thanks, the way back to the start, and whoever may send now sends. */
  function done(goes, item) {
    if (!App.crew) Screen.home();
    if (!App.crew) Screen.toast(say(!goes ? "needsSeat" : navigator.onLine ? "sentOnline" : "sentOffline"));
    Gave.draw();
    if (!goes) return;
    navigator.serviceWorker?.ready.then(worker => worker.sync?.register("leaven-outbox")).catch(() => {});
    navigator.serviceWorker?.controller?.postMessage("flush");
    Outbox.flush({ now: true }).catch(() => {});       // a device that keeps nothing has nothing to send
    if (App.crew) Crew.sent(item);
    if (App.embed) parent.postMessage("capture-done", location.origin);
  }

  async function throwAway(item) {
    hush();
    const { state } = item;
    await Outbox.change(item.id, { state: "binned", binned: Date.now() });
    current = null;
    Screen.home();
    Screen.toast(say("thrownAway"), async () => {
      await Outbox.change(item.id, { state });
      if (state === "held" && !Outbox.isPhoto(item)) keep(await Outbox.get(item.id));
      Gave.draw();
    }, () => Outbox.remove(item.id));
  }

  // ------------------------------------------------------------------ words
  async function type() {
    if (App.shared) Receipt.forget();
    if (!App.shared && !$("words").value) {
      const draft = await Outbox.kept("draft").catch(() => null);
      if (draft && Date.now() - draft.at < DRAFT) $("words").value = draft.text;
    }
    count();
    Screen.show("type");
    $("words").focus();
  }
  function count() {
    const most = Seat.limits().characters;
    $("words").maxLength = most;
    const n = $("words").value.length;
    $("wordCount").textContent = say("typeCount", { n, most }) + (n >= most ? ". " + say("typeFull") : "");
    $("sendWords").disabled = !$("words").value.trim();
  }
  function draft() {
    count();
    if (App.shared) return;
    clearTimeout(saving);
    saving = setTimeout(() => Outbox.keep("draft", { text: $("words").value, at: Date.now() }).catch(() => {}), 250);
  }
  async function sendWords(event) {
    event.preventDefault();
    const words = $("words").value.trim();
    if (!words || $("sendWords").disabled) return;
    $("sendWords").disabled = true;
    const item = { ...gift("text"), words, lens: lensText.chosen() };
    item.state = item.seat || App.shared ? "waiting" : "held";
    if (!App.crew) Receipt.hope(item);
    try {
      await Outbox.put(item);
    } catch {
      if (!(await Outbox.direct(item))) { Screen.alarm("store", say("noStore")); return count(); }
    }
    wipeWords();
    await Outbox.forget("draft").catch(() => {});
    done(item.state === "waiting", item);
  }
  function wipeWords() {
    clearTimeout(saving);
    $("typed").reset();
    $("words").value = "";
    lensText.clear();
    count();
  }
  function wipe() {
    hush();
    wipeWords();
    lensVoice.clear();
    current = null;
    Receipt.forget();
    $("keptTitle").textContent = $("keptSays").textContent = "";
  }

  // ------------------------------------------------------------------ danger
  function danger() {
    const { name = "", contact = "" } = App.seat?.danger ?? {};
    const known = Boolean(name || contact);
    const number = /^[+\d][\d\s()/.-]*$/.test(contact);
    $("dangerWho").textContent = known ? [name, contact].filter(Boolean).join("\n") : say("dangerNone");
    $("dangerCall").hidden = !number;
    if (number) $("dangerCall").href = "tel:" + contact.replace(/[^+\d]/g, "");
    $("dangerCall").textContent = say("dangerCall", { contact });
    Screen.show("danger");
  }

  function begin() {
    $("mic").onclick = speak;
    $("stop").onclick = Recorder.tap;
    $("send").onclick = () => send(current);
    $("throw").onclick = () => current && throwAway(current);
    $("hear").onclick = event => current && hear(current, event.currentTarget);
    $("toType").onclick = type;
    $("words").oninput = draft;
    $("typed").onsubmit = sendWords;
    $("leaveType").onclick = () => Screen.home();
    $("toDanger").onclick = danger;
    $("leaveDanger").onclick = () => Screen.home();
  }
  return { begin, send, throwAway, hear, wipe, keep, gift, current: () => current };
})();
