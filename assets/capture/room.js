/* The room on the facilitator's tablet: only with every seat's yes, up to 90 minutes, sent while it runs, pins mark moments. */
"use strict";
const Room = (() => {
  const LIMIT = 90 * 60;                // seconds
  const SEND = 20_000;                  // ms between two goes at sending what is closed
  const LOOK = 5000;                    // ms between two looks whether all have said yes on their phones
  const MOST = 8;                       // seats
  const bars = Screen.meter($("roomLevel"));
  let hands = 0;
  let agreed = false;                   // all have said yes on their own phones: no hands need counting
  let onPhones = false;                 // the phones are asking
  let item = null;
  let sending = 0;

  const at = seconds => Math.floor(seconds / 60) + ":" + String(Math.floor(seconds % 60)).padStart(2, "0");
  const key = () => "room:" + App.room.session;
  function paint() {
    $("yes").textContent = hands;
    $("roomAll").hidden = !agreed;
    $("roomCount").hidden = $("hands").hidden = agreed;
    $("roomAsk").hidden = agreed || onPhones;
    $("roomAsked").hidden = agreed || !onPhones;
  }
  function count(step) {
    hands = Math.max(0, Math.min(MOST, hands + step));
    $("roomNeeds").textContent = "";
    paint();
  }
  function during(on) {
    $("roomBefore").hidden = on;
    $("roomDuring").hidden = !on;
  }

  /* How the question stands, or null when nobody answers. */
  async function consent(asked) {
    const headers = { "Content-Type": "application/json" };
    const answer = await Outbox.request("POST", "/api/room/" + App.room.session, JSON.stringify(asked), headers).catch(() => null);
    if (!answer) return null;
    Screen.alarm("room", answer.ok ? null : answer.message);
    if (answer.ok) await Outbox.keep(key(), answer.may_record).catch(() => {});
    return answer;
  }

  /* What was agreed to once holds on this tablet while the signal is away. */
  async function mayRecord() {
    const answer = await consent(agreed ? {} : { hands });
    if (answer) return Boolean(answer.may_record);
    return (await Outbox.kept(key()).catch(() => null)) ? true : null;
  }

  async function look(asked = {}) {
    const answer = await consent(asked);
    agreed = Boolean(answer?.may_record);
    onPhones = Boolean(answer?.asked);
    paint();
  }

  async function start() {
    if (Recorder.busy() || $("roomStart").disabled) return;
    $("roomStart").disabled = true;
    const yes = await mayRecord();
    $("roomNeeds").textContent = yes ? "" : say(yes === null ? "roomOffline" : "roomNeeds");
    if (yes) await record();
    $("roomStart").disabled = false;
  }

  async function record() {
    item = { ...Give.gift("room"), seat: null, shared: false, session: App.room.session, pins: [] };
    await Recorder.start(item, { limit: LIMIT, background: true }, {
      started: () => { during(true); sending = setInterval(send, SEND); },
      level: (level, seconds) => {
        bars(level);
        $("roomClock").textContent = say("roomRunning", { at: at(seconds) });
        item.heard = seconds;
      },
      quiet: silent => { $("roomSays").textContent = say(silent ? "quiet" : "hearing"); },
      stopped,
      failed: word => { during(false); Screen.alarm("microphone", say(word)); },
    });
  }

  /* A yes taken back ends it at once: the server has erased its part, ours stays here to be thrown away. */
  async function send() {
    const refusal = await Outbox.flushRunning(item.id);
    if (refusal?.code !== "no_consent") return;
    Screen.alarm("room", say("roomStopped"));
    await Outbox.forget(key());
    Recorder.stop("tap");
  }

  async function stopped(kept) {
    clearInterval(sending);
    during(false);
    await Outbox.change(kept.id, { state: "waiting" });
    Screen.toast(say("roomSent"));
    await Outbox.flush({ now: true });
    agreed = false;
    hands = 0;
    paint();
  }

  async function pin() {
    item.pins.push(Math.round(item.heard * 10) / 10);
    await Outbox.change(item.id, { pins: item.pins });
    navigator.vibrate?.(30);
    $("roomSays").textContent = say("roomPinned", { at: at(item.heard), n: item.pins.length });
  }

  async function begin() {
    $("fewer").onclick = () => count(-1);
    $("more").onclick = () => count(1);
    $("roomStart").onclick = start;
    $("roomStop").onclick = () => Recorder.tap();
    $("pin").onclick = pin;
    $("room").append($("gave"), $("openApp"));
    paint();
    Screen.show("room");
    $("roomAsk").onclick = () => look({ ask: true });
    setInterval(() => { if (onPhones && !agreed && !Recorder.busy() && !document.hidden) look(); }, LOOK);
    await look();
  }
  return { begin };
})();
