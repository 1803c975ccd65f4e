/* The list of what was given: every state in words, and the server's words once it has them. */
"use strict";
const Gave = (() => {
  const OLD = 3 * 24 * 3600_000;        // ms after which what still waits is told
  const LAST = ["confirmed", "withdrawn", "no_speech"];
  const MARKS = { held: "○", waiting: "○", going: "→", delivered: "✓", in_words: "✓", confirmed: "✓", refused: "!", no_speech: "✓", failed: "✓", withdrawn: "×" };
  const going = new Set();
  const server = new Map();             // id → {state, words}: in memory only, the phone keeps no delivered words
  let polls = 0;

  function stateOf(item) {
    if (item.state !== "delivered") return item.state === "waiting" && going.has(item.id) ? "going" : item.state;
    const state = server.get(item.id)?.state;
    return MARKS[state] && state !== "waiting" ? state : "delivered";
  }
  function titleOf(item) {
    if (item.kind === "text") return item.words ?? server.get(item.id)?.words ?? say("textItem");
    if (Outbox.isPhoto(item)) return [say("photoItem"), item.words ?? server.get(item.id)?.words].filter(Boolean).join(" · ");
    return say(item.kind === "room" ? "roomItem" : "voiceItem", { length: Screen.length(item.seconds) });
  }

  function button(key, work, look = "soft") {
    const node = Object.assign(document.createElement("button"), { className: look, textContent: say(key), onclick: work });
    node.dataset.key = key;
    return node;
  }
  function actions(item, state) {
    if (state === "held") {
      if (Outbox.isPhoto(item) && !item.people) return [button("photoGoOn", () => Photo.again(item), "main"), button("throwAway", () => Give.throwAway(item))];
      const hear = item.kind === "text" || Outbox.isPhoto(item) ? [] : [button("hear", event => Give.hear(item, event.currentTarget))];
      return [button("send", () => Give.send(item), "main"), ...hear, button("throwAway", () => Give.throwAway(item))];
    }
    if (state === "refused") return [button("tryAgain", () => Give.send(item)), button("throwAway", () => Give.throwAway(item))];
    if (["no_speech", "failed"].includes(state)) return [button("hear", event => Give.hear(item, event.currentTarget))];
    const four = Receipt.possible(item) && ["delivered", "in_words", "confirmed"].includes(state)
      ? [button("receiptGet", () => Receipt.show(item, true), "quiet")] : [];
    if (state === "in_words") {
      return [Object.assign(document.createElement("a"), { className: "button soft", href: "/team", target: "_top", textContent: say("checkWords") }), ...four];
    }
    return four;
  }

  function line(tag, className, text) { return Object.assign(document.createElement(tag), { className, textContent: text }); }
  function entry(item) {
    const state = stateOf(item);
    const node = document.createElement("li");
    node.dataset.id = item.id;
    node.dataset.state = state;
    const { share, reason } = item.state === "delivered" ? server.get(item.id) ?? {} : {};
    const sign = line("div", "state", say(share ? "state_being" : "state_" + state, { percent: Math.round(100 * share) }));
    sign.dataset.mark = MARKS[state];
    if (state === "held" && Outbox.isPhoto(item) && !item.people) sign.textContent = say("photoOpen");
    node.append(line("div", "what", titleOf(item)), sign);
    if (["refused", "waiting"].includes(state) && item.reason) node.append(line("p", "hint", item.reason));
    if (state === "held" && item.cut) node.append(line("p", "hint", say("cut_" + item.cut)));
    if (reason && state !== "no_speech") node.append(line("p", "hint", reason));
    const words = item.kind === "text" || Outbox.isPhoto(item) ? null : server.get(item.id)?.words;
    if (words) node.append(line("p", "words", words));
    const does = actions(item, state);
    if (does.length) node.append(Object.assign(document.createElement("div"), { className: "pair" }));
    if (does.length) node.lastChild.append(...does);
    return node;
  }

  async function draw() {
    const items = (await Outbox.list().catch(() => [])).filter(item => item.kind !== "reason" && !["recording", "binned"].includes(item.state));
    const waits = items.filter(item => item.state !== "delivered");
    Screen.alarm("old", waits.some(item => Date.now() - item.at > OLD) ? say("old") : null);
    if (App.shared) return $("list").replaceChildren();
    const focus = document.activeElement?.closest?.("#list [data-key]");
    const place = focus && [focus.closest("li").dataset.id, focus.dataset.key];
    const nodes = items.reverse().map(entry);
    const same = nodes.length === $("list").children.length && nodes.every((node, n) => node.isEqualNode($("list").children[n]));
    if (!same) $("list").replaceChildren(...nodes);
    if (!same && place) $("list").querySelector(`[data-id="${place[0]}"] [data-key="${place[1]}"]`)?.focus();
    $("empty").hidden = items.length > 0;
  }

  /* Asks for the words of what has arrived: often at first, then now and then, never while nobody looks. */
  async function poll() {
    if (document.hidden || App.shared || !navigator.onLine || (polls++ > 40 && polls % 10)) return;
    const open = (await Outbox.list().catch(() => [])).filter(item =>
      item.state === "delivered" && !["room", "sight", "reason"].includes(item.kind) && !LAST.includes(server.get(item.id)?.state));
    for (const item of open) {
      const answer = await Outbox.look(item);
      if (answer?.ok) server.set(item.id, answer);
    }
    if (open.length) await draw();
  }

  function listen() {
    new BroadcastChannel(Outbox.channelName).onmessage = ({ data }) => {
      if (data.going) going.add(data.id);
      else { going.delete(data.id); polls = 0; Receipt.changed(data.id); }
      draw();
    };
    setInterval(poll, 3000);
  }
  return { draw, listen };
})();
