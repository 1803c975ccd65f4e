/* May the room be recorded? Each seat answers on its own phone; a no leaves no trace, not even here. */
"use strict";
const Asked = (() => {
  const LOOK = 15_000;                  // ms between two looks while Learn goes on and somebody watches
  let mine = false;
  let declined = false;                 // in memory only: the question rests until the page opens again

  /* Says yes or no, or only looks (null); null when nobody answers. */
  async function ask(yes) {
    const headers = { "Content-Type": "application/json", "X-Leaven-Seat": App.seat.secret };
    const answer = await Outbox.request("POST", "/api/seat/recording", JSON.stringify({ yes }), headers).catch(() => null);
    return answer?.ok ? answer : null;
  }

  function paint(asked) {
    $("asked").hidden = !asked || declined;
    $("askedYes").hidden = mine;
    $("askedNo").textContent = say(mine ? "askedBack" : "askedNo");
    if (mine) $("askedSays").textContent = say("askedSaidYes");
  }

  async function look() {
    const { taken, session } = App.seat ?? {};
    if (!taken || session?.phase !== "learn" || App.shared || document.hidden || !navigator.onLine) return;
    const answer = await ask(null);
    if (!answer) return;
    mine = answer.mine;
    paint(answer.asked);
  }

  async function reply(yes) {
    const answer = await ask(yes);
    if (!answer) { $("askedSays").textContent = say("askedLater"); return; }
    mine = answer.mine;
    declined = !yes;
    $("askedSays").textContent = "";
    paint(answer.asked);
    if (!yes) Screen.toast(say("askedSaidNo"));
  }

  function begin() {
    $("askedYes").onclick = () => reply(true);
    $("askedNo").onclick = () => reply(false);
    setInterval(look, LOOK);
  }
  return { begin, look };
})();
