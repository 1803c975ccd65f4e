/* The screen as a whole: words in the chosen language, one view at a time, and what is told aloud. */
"use strict";
const App = { seat: null, shared: false, crew: false, embed: false, room: null, sight: null, language: "en" };

const $ = id => document.getElementById(id);

const Screen = (() => {
  const FLASH = 6000;                   // ms that a short message stays
  let painted = () => {};
  let fading = 0;

  const words = () => Words[App.language] ?? Words[App.language.slice(0, 2)] ?? Words.en;
  /* The word for what the person holds: a small touch screen is a phone, a large one a tablet. */
  function device() {
    if (!matchMedia("(pointer: coarse)").matches) return words().computer;
    return words()[Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet"];
  }
  const say = (key, values = {}) => words()[key].replace(/\{(\w+)\}/g, (_, name) => (name === "device" ? device() : values[name]));
  const length = seconds => {
    const whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
  };

  function paint() {
    document.documentElement.lang = Words[App.language] ? App.language : "en";
    for (const node of document.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
    for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
    painted();
  }

  /* Languages that the shell speaks and those that the session understands; each under its own name. */
  function languages() {
    const codes = new Set([...(App.seat?.languages ?? []), ...Object.keys(Words)]);
    const name = code => Words[code]?.name ?? new Intl.DisplayNames([code], { type: "language" }).of(code);
    $("language").replaceChildren(...[...codes].map(code => new Option(name(code), code, false, code === App.language)));
  }
  function ownLanguage() {
    const codes = [...(App.seat?.languages ?? []), ...Object.keys(Words)];
    return Language.own(codes);
  }

  function show(name) {
    for (const view of document.querySelectorAll("main > section")) view.hidden = view.id !== name;
    document.body.dataset.view = name;
    if (name !== "start" || document.activeElement !== document.body) $(name).querySelector("h1").focus({ preventScroll: true });
    scrollTo(0, 0);
    if ($("undo").hidden && name !== "start") quiet();
  }
  const home = () => show(App.room ? "room" : "start");
  const view = () => document.body.dataset.view;

  /* A short message; with `undo` it offers to take the last step back, and calls `gone` when it fades. */
  function toast(text, undo = null, gone = () => {}) {
    clearTimeout(fading);
    $("toast").gone?.();
    $("toastSays").textContent = text;
    $("undo").hidden = !undo;
    $("toast").classList.add("on");
    $("toast").gone = gone;
    $("undo").onclick = () => { $("toast").gone = null; quiet(); undo(); };
    fading = setTimeout(quiet, undo ? FLASH + 2000 : FLASH);
  }
  function quiet() {
    clearTimeout(fading);
    $("toast").gone?.();
    $("toast").gone = null;
    $("toast").classList.remove("on");
    $("toastSays").textContent = "";
    $("undo").hidden = true;
  }

  /* What a person must know before going on; each stands once and stays until it is no longer so. */
  function alarm(name, text) {
    let line = $("alarms").querySelector(`[data-name="${name}"]`);
    if (!text) return line?.remove();
    if (line?.textContent === text) return;
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "note" });
      line.dataset.name = name;
      $("alarms").append(line);
    }
    line.textContent = text;
  }

  /* Lens buttons: at most one, none is fine. `chosen()` reads the one that is pressed. */
  function lenses(place) {
    const buttons = ["odd", "hard", "risky", "changed"].map(lens => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      button.dataset.say = "lens_" + lens;
      button.dataset.lens = lens;
      button.setAttribute("aria-pressed", "false");
      button.onclick = () => {
        const on = button.getAttribute("aria-pressed") === "true";
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button && !on));
      };
      return button;
    });
    place.append(...buttons);
    return {
      chosen: () => buttons.find(button => button.getAttribute("aria-pressed") === "true")?.dataset.lens ?? null,
      clear: () => buttons.forEach(button => button.setAttribute("aria-pressed", "false")),
    };
  }

  /* A row of bars that shows how loud it is now (in the middle) and was just before (outwards). Without motion: one level. */
  function meter(place) {
    const half = 12;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const bars = Array.from({ length: 2 * half - 1 }, () => document.createElement("span"));
    place.replaceChildren(...bars);
    let past = Array(half).fill(0);
    return level => {
      past = still ? Array(half).fill(level) : [level, ...past.slice(0, half - 1)];
      bars.forEach((bar, n) => bar.style.setProperty("--level", past[Math.abs(n - half + 1)].toFixed(2)));
    };
  }

  return { meter, words, say, length, paint, languages, ownLanguage, show, home, view, toast, quiet, alarm, lenses, onPaint: work => { painted = work; } };
})();
const { say } = Screen;
