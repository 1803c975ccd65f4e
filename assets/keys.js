/* The Tab key goes through a screen as it is read: one column to its end, then the next. The Flet client (1.0.5) goes by
   what lies at the same height: on a tablet it leaps between the rail and both columns, and some of it is never reached.
   What is read aloud stands in the page in its order, with a place for each thing that can be used; so we go by that. */
(() => {
  "use strict";
  const PLACES = 'flt-semantics-host [tabindex="0"], flt-semantics-host input, flt-semantics-host textarea';
  const usable = node => node.getAttribute("aria-disabled") !== "true" && node.getClientRects().length > 0;
  let last = 0;                         // where we were: what was there may be gone, and something else stand in its place

  addEventListener("keydown", event => {
    if (event.key !== "Tab" || event.altKey || event.ctrlKey || event.metaKey) return;
    if (document.querySelector("#recorder, #away:not([hidden])")) return;                 // these are pages of our own
    if (!document.querySelector("flt-semantics-host flt-semantics")) {
      document.querySelector("flt-semantics-placeholder")?.click();                       // what is read aloud is made from now on
      return;
    }
    const places = [...document.querySelectorAll(PLACES)].filter(usable);
    if (!places.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const at = places.indexOf(document.activeElement);
    const next = at < 0 ? Math.min(last, places.length - 1) : at + (event.shiftKey ? -1 : 1);
    last = (next + places.length) % places.length;
    places[last].focus();
  }, true);
})();
