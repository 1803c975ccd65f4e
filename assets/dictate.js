/* Say it instead of typing it: the sound is kept here until it has arrived, comes back as words, and is forgotten. */
"use strict";
const Dictate = (() => {
  const LIMIT = 30;                    // seconds: a reason, not a speech
  const VOICE = 0.25;                  // level from which somebody is speaking
  const PAUSE = 1500;                  // ms on top of the recorder's own two seconds of silence: then it stops by itself
  const LOOK = 1000;                   // ms between two looks for the words
  const LONG = 45_000;                 // ms after which waiting is called long
  const WORDS = {
    start: "Say it instead of typing", stop: "Stop", starting: "One moment …", speak: "Speak now, half a minute at most. It stops when you pause.",
    kept: "Kept on this device. It goes by itself when there is a connection.", going: "Being put into words …",
    long: "This takes longer than usual. You can type it meanwhile.", ready: "Read it and correct it, then send it. The recording is gone.",
    none: "No words could be made out. Say it again, or type it.", micBlocked: "The microphone is not allowed here. Allow it in the browser, or type.",
    micNone: "This device has no microphone. Type it.", micTaken: "Another program uses the microphone. End it, or type.",
    micUnable: "Recording did not work here. Type it.", notSecure: "Recording needs https. Type it.",
    full: "This device is full. Type it.", noStore: "This browser keeps nothing. Type it.",
  };
  const sleep = ms => new Promise(done => setTimeout(done, ms));
  const mine = async about => (await Outbox.list().catch(() => [])).filter(item => item.kind === "reason" && item.about === about);

  /* `about()` names what the reason is for, `also()` is kept beside it, `heard(words)` takes the words for their speaker to read. */
  function begin({ button, status, meter, about, also = () => ({}), heard }) {
    const tell = key => { status.textContent = key ? WORDS[key] : ""; };
    const rest = () => { button.textContent = WORDS.start; meter.hidden = true; };
    let pausing = 0;
    const followed = new Set();

    function record() {
      const item = { id: crypto.randomUUID(), kind: "reason", about: about(), ...also(), language: document.documentElement.lang.slice(0, 2), at: Date.now() };
      let spoke = false;
      tell("starting");
      Recorder.start(item, { limit: LIMIT }, {
        started: () => { tell("speak"); meter.hidden = false; },
        level: (level, seconds) => {
          spoke ||= level > VOICE;
          meter.value = level;
          button.textContent = WORDS.stop + " · " + Math.floor(seconds) + " s";
        },
        quiet: silent => {
          clearTimeout(pausing);
          if (silent && spoke) pausing = setTimeout(() => Recorder.stop("tap"), PAUSE);
        },
        stopped: async kept => {
          clearTimeout(pausing);
          rest();
          await Outbox.change(kept.id, { state: "waiting" });
          follow(kept.id);
        },
        failed: word => { clearTimeout(pausing); rest(); tell(word); },
      });
    }

    /* From this device to the words; ends when they are here, or when it is known that none will come. */
    async function follow(id) {
      if (followed.has(id)) return;
      followed.add(id);
      const began = Date.now();
      for (let now = true; ; now = false) {
        await Outbox.flush({ now }).catch(() => {});
        const item = await Outbox.get(id);
        if (!item || item.about !== about()) return;
        if (item.state === "refused") { await Outbox.remove(id); status.textContent = item.reason; return; }
        const answer = item.state === "delivered" ? await Outbox.look(item) : null;
        if (answer?.state === "in_words") { tell("ready"); heard(answer.words); return; }
        if (answer?.state === "no_words" || answer?.code === "not_found") { await Outbox.remove(id); tell("none"); return; }
        tell(item.state !== "delivered" && !navigator.onLine ? "kept" : Date.now() - began > LONG ? "long" : "going");
        await sleep(LOOK);
      }
    }

    button.addEventListener("click", () => (Recorder.busy() ? Recorder.tap() : record()));
    addEventListener("online", () => Outbox.flush({ now: true }).catch(() => {}));
    rest();
    return {
      /* What a closed page left behind for this; answers with it, or null. */
      async resume() {
        await Outbox.recover("held").catch(() => {});
        const [item] = (await mine(about())).filter(each => each.state !== "recording");
        if (!item || followed.has(item.id)) return null;
        if (item.state === "held") await Outbox.change(item.id, { state: "waiting" });
        follow(item.id);
        return item;
      },
      /* Its words were sent, or are not wanted: nothing of it stays. */
      async done() {
        tell(null);
        for (const item of await mine(about())) {
          if (item.state === "delivered") await Outbox.forgetThere(item);
          await Outbox.remove(item.id);
        }
      },
    };
  }
  return { begin };
})();
