/* The device reads aloud, or stops; the button says which of the two it does next. */
"use strict";
const readAloud = (button, words) => {
  if (!("speechSynthesis" in window)) { tell("trouble", "This device cannot read aloud."); return; }
  if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
  const rest = () => { button.textContent = "Read it aloud"; };
  speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(words), {
    lang: document.documentElement.lang, rate: 0.95, onend: rest, onerror: rest,
  }));
  button.textContent = "Stop";
};
