/* The seat card: a secret in the link's fragment, or six characters; kept on the device, checked when there is a connection. */
"use strict";
const Seat = (() => {
  const SECRET = /^[A-Za-z0-9_-]{27,64}$/;
  const CODE = /^[ABCDEFGHJKMNPQRSTUVWXYZ2-9]{6}$/;
  const clean = typed => typed.toUpperCase().replace(/[^A-Z0-9]/g, "");

  async function use(seat) {
    App.seat = seat;
    await Outbox.keepSeat(seat).catch(() => {});
    if (App.crew) return paint();                           // nothing of a turn leads to its seat afterwards
    await Outbox.keep("seat", seat.secret).catch(() => {});
    if (App.shared) await adopt(seat.secret).catch(() => {});
    paint();
  }

  /* On a shared tablet what was given before the card came goes with the card. */
  async function adopt(secret) {
    for (const item of await Outbox.list()) if (item.shared && !item.seat) await Outbox.change(item.id, { seat: secret });
  }

  /* Takes the card out of the address, so that neither history nor a borrowed phone shows it. */
  async function fromAddress() {
    const card = decodeURIComponent(location.hash.slice(1));
    if (location.pathname === "/seat" || card) history.replaceState(null, "", "/capture" + (App.crew ? "?crew=1" : location.search));
    if (App.crew) {
      const turn = await Crew.seat(SECRET.test(card) ? card : null);
      return turn ? use(turn) : paint();
    }
    if (SECRET.test(card)) {
      const known = await Outbox.seatOfCard(card).catch(() => null);
      return use(known ?? { secret: Outbox.newSecret(), card, taken: false });
    }
    const last = await Outbox.kept("seat").catch(() => null);
    if (last) await use((await Outbox.seat(last)) ?? { secret: last, taken: true });
    if (!CODE.test(clean(card))) return;
    $("code").value = clean(card);
    await exchange();
  }

  /* Asks the server about `seat`; null when nobody answers. */
  const ask = seat => Outbox.takeSeat(seat).catch(() => null);

  async function refresh() {
    const asked = App.seat;
    if (!asked || !navigator.onLine || (App.crew && asked.session)) return paint();
    const answer = await ask(asked);
    if (App.seat?.secret !== asked.secret) return;
    if (answer?.ok) await use(merged(asked, answer));
    else if (answer && answer.status !== 429) await use({ ...asked, refused: answer.message });
  }
  const merged = (seat, { session, danger, limits, languages }) =>
    ({ secret: seat.secret, card: seat.card, crew: seat.crew, taken: true, session, danger, limits, languages });

  /* For the next one at a crew's tablet. */
  async function next() {
    await Outbox.forgetTurns().catch(() => {});
    if (App.seat) await use(Crew.fresh(App.seat.card));
  }

  /* The same device secret for the same six characters: a lost answer does not cost the card. */
  let trying = null;
  async function exchange() {
    const code = clean($("code").value);
    if (!CODE.test(code)) return tell(say("seatWrong"));
    if (!navigator.onLine) return tell(say("seatOffline"));
    tell(say("seatChecking"));
    if (trying?.code !== code) trying = { secret: Outbox.newSecret(), code, taken: false };
    const answer = await ask(trying);
    if (!answer) return tell(say("seatOffline"));
    if (!answer.ok) return tell(answer.message);
    $("code").value = "";
    tell("");
    await use(merged(trying, answer));
    Screen.toast(say("seatWelcome", { topic: answer.session.topic }));
    Gave.draw();
  }
  const tell = text => { $("seatSays").textContent = text; };

  /* The phase in which somebody speaks, as far as this device knows: it is stamped on what is given now. */
  const phase = () => ({ prepare: "learn", learn: "learn", soak: "soak", improve: "soak", share: "soak" })[App.seat?.session?.phase] ?? null;
  const limits = () => ({ seconds: 60, characters: 500, ...App.seat?.limits });

  function paint() {
    const session = App.seat?.session;
    const known = App.seat && !App.seat.refused;
    $("topic").textContent = session ? [session.topic, session.area].filter(Boolean).join(" · ") : "Leaven";
    $("ask").textContent = App.sight ? say("photoTitle") : say(phase() === "soak" ? "askSoak" : session ? "askLearn" : "title");
    $("speakHint").textContent = say(App.crew ? "crewHint" : "speakHint", { seconds: limits().seconds });
    const sponsor = session && Words.en["sponsor_" + session.sponsor_mode] ? [say("sponsor_" + session.sponsor_mode)] : [];
    $("promiseWhole").replaceChildren(...[...Screen.words().promiseWhole, ...sponsor].map(line =>
      Object.assign(document.createElement("li"), { textContent: line })));
    $("seat").hidden = Boolean(known);
    $("toPhoto").hidden = App.crew || session?.kind === "routine";   // a crew's week is read back by nobody
    Screen.alarm("seat", App.seat?.refused ?? (known && !session ? say("seatUnchecked") : null));
    Screen.languages();
  }

  $("seat").onsubmit = event => { event.preventDefault(); exchange(); };
  $("code").oninput = () => tell("");
  return { fromAddress, refresh, next, phase, limits, paint };
})();
