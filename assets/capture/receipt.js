/* The receipt: four words, asked for once what was given has arrived. They stand here until their owner has them and are
   kept nowhere: a phone that somebody borrows leads to nothing. */
"use strict";
const Receipt = (() => {
  let hoped = null;                     // what the person who stands here has just given
  let turn = 0;                         // an answer that comes after its turn is for nobody

  const possible = item => ["voice", "text", "photo"].includes(item.kind);

  function hope(item) {
    hoped = possible(item) ? { id: item.id, kind: item.kind, seat: item.seat } : null;
  }

  /* Told of every change of an item. On a shared tablet an item that has arrived is there no more. */
  async function changed(id) {
    if (hoped?.id !== id) return;
    const item = await Outbox.get(id).catch(() => null);
    if (item ? item.state !== "delivered" : !App.shared) return;
    if (hoped?.id === id) await show({ ...hoped, seat: item?.seat ?? hoped.seat ?? App.seat?.secret ?? null });
  }

  async function show(item, again = false) {
    forget();
    const mine = turn;
    const answer = await Outbox.receipt(item);
    if (mine !== turn) return;
    if (!answer?.ok) return Screen.toast(answer?.message ?? say("receiptLater"));
    $("receiptWords").textContent = answer.words;
    $("receiptWhere").textContent = [again && say("receiptAgain"), say("receiptWhere", { address: location.host + "/receipt" })].filter(Boolean).join(" ");
    $("receiptCopy").textContent = say("receiptCopy");
    $("receiptCopy").hidden = App.shared;               // the next one could paste them
    $("receipt").hidden = false;
    if (Screen.view() === "start") scrollTo(0, 0);
  }

  function forget() {
    turn++;
    hoped = null;
    $("receipt").hidden = true;
    $("receiptWords").textContent = "";
  }

  async function copy() {
    try { await navigator.clipboard.writeText($("receiptWords").textContent); }
    catch { return getSelection().selectAllChildren($("receiptWords")); }
    $("receiptCopy").textContent = say("receiptCopied");
  }

  function begin() {
    $("receiptCopy").onclick = copy;
    $("receiptPrint").onclick = () => print();
    $("receiptDone").onclick = () => { forget(); $("ask").focus({ preventScroll: true }); };
    addEventListener("pagehide", forget);
  }
  return { begin, hope, changed, show, forget, possible, shown: () => !$("receipt").hidden };
})();
