/* The language that somebody picked on this device, for all our pages. It stands in a cookie, so that the server
   reads it before it draws anything. The Flet app can only write to the browser's storage: from there it is moved. */
"use strict";
const Language = (() => {
  const STORED = "flutter.leaven_language", YEAR = 31536000;
  const pick = code => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `leaven_language=${code}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  };
  function move() {
    try {
      const [code] = (localStorage.getItem(STORED) ?? "").match(/[a-z]{2,3}/) ?? [];
      if (code) pick(code);
      localStorage.removeItem(STORED);
    } catch { /* a window that keeps nothing */ }
  }
  /* The code, or null when nobody has picked one here. */
  function picked() {
    move();
    return document.cookie.match(/(?:^|; )leaven_language=([a-z]{2,3})/)?.[1] ?? null;
  }
  /* What to read in: the picked one, else the device's first that is among `known`, else English. */
  function own(known) {
    return [picked(), ...navigator.languages.map(tag => tag.slice(0, 2))].find(code => known.includes(code)) ?? "en";
  }
  return { pick, picked, own };
})();
