/* A crew's tablet: each who speaks has a seat of their own, looks at the words on the spot, and passes it on.
   What nobody could or would look at is the crew's to read together: the screen says so before and after. */
"use strict";
const Crew = (() => {
  const LOOK = 1000;                    // ms between two looks for the words
  const LONG = 60_000;                  // ms that the screen waits for them with its speaker
  let turn = 0;                         // words that come after their turn are for nobody
  let said = null;                      // what is being looked at: its id and its seat

  /* The card of the wall: from the address, or the one that this tablet had before. */
  async function seat(shown) {
    const card = shown ?? await Outbox.kept("crew").catch(() => null);
    if (card) await Outbox.keep("crew", card).catch(() => {});
    return card && fresh(card);
  }

  /* A seat that nobody has used; it is taken when something is sent for it, with a signal or later. */
  function fresh(card) {
    const { session, danger, limits, languages } = App.seat ?? {};
    return { secret: Outbox.newSecret(), card, crew: true, taken: false, session, danger, limits, languages };
  }

  /* What was said is on its way: its words come back to who said them, and to nobody after. */
  async function sent(item) {
    const mine = ++turn;
    said = { id: item.id, kind: item.kind, seat: item.seat };
    if (item.kind !== "voice") return pass("crewThanks");
    $("checked").hidden = true;
    tell("crewComing", "crewLeave");
    Screen.show("check");
    for (const began = Date.now(); mine === turn; await new Promise(done => setTimeout(done, LOOK))) {
      if (Date.now() - began < LONG) Shared.touch();
      const kept = await Outbox.get(item.id).catch(() => null);          // it leaves a shared tablet when it has arrived
      const answer = kept ? null : await Outbox.look(said);
      if (mine !== turn) return;
      if (kept?.state === "refused") { tell("crewNone"); $("checkSays").textContent = kept.reason; return; }
      if (answer?.state === "in_words") return show(answer.words);
      if (["no_speech", "failed", "withdrawn"].includes(answer?.state)) return tell("crewNone");
      tell(kept && (!navigator.onLine || kept.tries) ? "crewOffline" : "crewComing", "crewLeave");
    }
  }
  /* What is said now, and what the way out means: nothing is left to the crew where there is nothing. */
  function tell(key, out = "crewPass") {
    const text = say(key);
    if ($("checkSays").textContent !== text) $("checkSays").textContent = text;
    $("checkThrow").hidden = out === "crewPass";
    $("checkPass").dataset.say = out;
    $("checkPass").textContent = say(out);
  }

  function show(words) {
    tell("crewLook", "crewLeave");
    $("checkWords").value = words;
    $("checked").hidden = false;
    Shared.touch();
    $("checkWords").focus();
  }

  /* The words stand, or they go; only an answer ends the turn. */
  async function settle(asked, key) {
    const answer = await asked;
    if (answer?.ok) return pass(key);
    $("checkSays").textContent = answer?.message ?? say("crewLater");
  }
  const keep = words => settle(Outbox.settle("PUT", "/words", said, { words }), "crewThanks");

  /* The next one finds an empty screen: the questions where there is a connection, else the microphone. */
  async function pass(key) {
    Shared.wipe();
    await Seat.next();
    if (navigator.onLine) return location.replace("/routine");
    Screen.home();
    Screen.toast(say(key));
  }

  function wipe() {
    turn++;
    said = null;
    $("checkWords").value = $("checkSays").textContent = "";
    $("checked").hidden = true;
  }

  function begin() {
    $("checked").onsubmit = event => {
      event.preventDefault();
      if ($("checkWords").value.trim()) keep($("checkWords").value.trim());
    };
    $("checkThrow").onclick = () => settle(Outbox.takeBack(said), "thrownAway");
    $("checkPass").onclick = () => pass("crewThanks");
  }
  return { begin, seat, fresh, sent, wipe };
})();
