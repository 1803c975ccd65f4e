/* Go and see: a photo of a place or a thing. Made anew from its pixels before anything is kept, so that no place, time or
   device is in it; "is a person in it?" is asked each time, and who is in it is covered or the photo is thrown away. */
"use strict";
const Photo = (() => {
  const LONGEST = 1600;                 // pixels of the longer side
  const MOST = 300_000;                 // bytes
  const STEP = 0.02;                    // of the longer side: how far an arrow key moves the frame
  const SIZES = [0.08, 0.14, 0.22, 0.34];
  const canvas = $("picture");
  let current = null;                   // the item whose photo is looked at
  let base = null;                      // its pixels without covers
  let covers = [];                      // {x, y, w, h} in pixels of the photo
  let frame = null;                     // where the next cover would lie; null until people are covered
  let drag = null;

  // ------------------------------------------------------------------ from the camera to this device
  async function taken() {
    const [file] = $("camera").files;
    $("camera").value = "";
    if (!file) return;
    try {
      base = await shrunk(await createImageBitmap(file, { imageOrientation: "from-image" }));
    } catch { return Screen.toast(say("photoUnreadable")); }
    const { blob } = await encoded();
    const item = { ...Give.gift(App.sight ? "sight" : "photo"), session: App.sight, mime: blob.type, words: "", people: null, state: "held" };
    try {
      await Outbox.keepPhoto(item, await blob.arrayBuffer());
    } catch { return Screen.alarm("store", say("noStore")); }
    look(await Outbox.get(item.id));
  }
  async function shrunk(picture) {
    const part = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const small = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * part), height: Math.round(picture.height * part) });
    const pen = small.getContext("2d");
    pen.fillStyle = "#fff";             // what is see-through would be black in a JPEG
    pen.fillRect(0, 0, small.width, small.height);
    pen.drawImage(picture, 0, 0, small.width, small.height);
    picture.close?.();
    return small;
  }
  /* The photo with its covers as a JPEG that is small enough; a canvas writes pixels and nothing else. */
  async function encoded() {
    for (let part = 1; ; part *= 0.8) {
      const whole = Object.assign(document.createElement("canvas"), { width: Math.round(base.width * part), height: Math.round(base.height * part) });
      const pen = whole.getContext("2d");
      pen.drawImage(base, 0, 0, whole.width, whole.height);
      for (const { x, y, w, h } of covers) pen.fillRect(x * part, y * part, w * part, h * part);
      for (const quality of [0.82, 0.68, 0.5]) {
        const blob = await new Promise(done => whole.toBlob(done, "image/jpeg", quality));
        if (blob.size <= MOST) return { blob };
      }
    }
  }

  // ------------------------------------------------------------------ looking at it
  async function again(item) {
    try {
      covers = [];
      base = await shrunk(await createImageBitmap(await Outbox.blob(item)));
    } catch { return Screen.toast(say("photoUnreadable")); }
    look(item);
  }
  function look(item) {
    current = item;
    covers = [];
    cover(false);
    $("photoWords").value = item.words;
    $("photoSays").textContent = $("photoFaces").textContent = "";
    Screen.show("look");
    hint();
    Gave.draw();
  }
  function draw() {
    Object.assign(canvas, { width: base.width, height: base.height });
    const pen = canvas.getContext("2d");
    pen.drawImage(base, 0, 0);
    for (const { x, y, w, h } of covers) pen.fillRect(x, y, w, h);
    const { x, y, w, h } = drag?.box ?? frame ?? {};
    if (!w) return;
    const width = Math.max(3, base.width / 200);
    for (const [colour, dash] of [["#000", []], ["#fff", [width * 3, width * 3]]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.setLineDash(dash);
      pen.strokeRect(x, y, w, h);
    }
  }
  /* Where the browser can find faces by itself it says so. It misses some: the question is asked in any case. */
  async function hint() {
    if (!("FaceDetector" in window)) return;
    const item = current;
    const faces = await new FaceDetector().detect(base).catch(() => []);
    if (faces.length && current === item) $("photoFaces").textContent = say("photoFaces");
  }

  // ------------------------------------------------------------------ covering
  function cover(on) {
    const side = SIZES[1] * Math.max(base.width, base.height);
    frame = on ? { x: (base.width - side) / 2, y: (base.height - side) / 2, w: side, h: side } : null;
    $("looked").classList.toggle("covers", on);
    for (const id of ["photoHow", "photoTools", "photoCovered"]) $(id).hidden = !on;
    for (const id of ["photoNobody", "photoSomebody", "photoAsk", "photoAlso"]) $(id).hidden = on;
    canvas.tabIndex = on ? 0 : -1;
    canvas.setAttribute("role", on ? "application" : "img");
    canvas.setAttribute("aria-label", say(on ? "photoHow" : "photoTitle"));
    ready();
    draw();
  }
  function add(box) {
    covers.push(box);
    ready();
    draw();
  }
  function ready() {
    $("photoCovered").disabled = $("photoUncover").disabled = !covers.length;
    $("photoCount").textContent = frame ? say("photoCoverCount", { n: covers.length }) : "";
  }
  function resize(by) {
    const longer = Math.max(base.width, base.height);
    const now = SIZES.findIndex(size => size * longer >= frame.w - 1);
    const side = SIZES[Math.min(SIZES.length - 1, Math.max(0, now + by))] * longer;
    frame = { x: frame.x + (frame.w - side) / 2, y: frame.y + (frame.h - side) / 2, w: side, h: side };
    draw();
  }
  function move(dx, dy) {
    const step = STEP * Math.max(base.width, base.height);
    frame.x = Math.min(base.width - frame.w / 2, Math.max(-frame.w / 2, frame.x + dx * step));
    frame.y = Math.min(base.height - frame.h / 2, Math.max(-frame.h / 2, frame.y + dy * step));
    draw();
  }
  const KEYS = { ArrowLeft: () => move(-1, 0), ArrowRight: () => move(1, 0), ArrowUp: () => move(0, -1), ArrowDown: () => move(0, 1),
    "+": () => resize(1), "-": () => resize(-1), Enter: () => add({ ...frame }), " ": () => add({ ...frame }) };
  function key(event) {
    if (!frame || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  }

  /* A touch covers the place with the frame's size; a drag covers what it goes over. The picture may stand in bars. */
  function at({ clientX, clientY }) {
    const box = canvas.getBoundingClientRect();
    const part = Math.min(box.width / base.width, box.height / base.height);
    return { x: (clientX - box.x - (box.width - base.width * part) / 2) / part, y: (clientY - box.y - (box.height - base.height * part) / 2) / part };
  }
  function down(event) {
    if (!frame) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drag = { from: at(event), box: null };
  }
  function over(event) {
    if (!drag) return;
    const to = at(event), { from } = drag;
    const box = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), w: Math.abs(to.x - from.x), h: Math.abs(to.y - from.y) };
    drag.box = box.w + box.h > STEP * 2 * base.width ? box : null;
    draw();
  }
  function up() {
    if (!drag) return;
    const { from, box } = drag;
    drag = null;
    frame = { ...frame, x: from.x - frame.w / 2, y: from.y - frame.h / 2 };
    add(box ?? { ...frame });
  }

  // ------------------------------------------------------------------ sending and throwing away
  async function send(people) {
    const words = $("photoWords").value.trim();
    if (!words) {
      $("photoSays").textContent = say("photoNeedsWords");
      return $("photoWords").focus();
    }
    const item = { ...current, words, people };
    if (covers.length) {
      const { blob } = await encoded();
      await Outbox.keepPhoto(item, await blob.arrayBuffer());
    } else await Outbox.change(item.id, { words, people });
    forget();
    await Give.send(item);
  }
  async function throwAway() {
    const item = current;
    forget();
    await Give.throwAway(item);
  }
  function forget() {
    current = base = frame = drag = null;
    covers = [];
    canvas.width = canvas.height = 1;
    $("looked").reset();
    $("photoSays").textContent = $("photoFaces").textContent = "";
  }
  /* On a shared tablet nobody finds the photo of somebody else: what was not answered goes. */
  async function wipe() {
    if (current) forget();
    for (const item of await Outbox.list().catch(() => [])) if (Outbox.isPhoto(item) && item.shared && !item.people) await Outbox.remove(item.id);
  }

  function begin() {
    $("toPhoto").onclick = () => { if (App.shared) Receipt.forget(); $("camera").click(); };
    $("camera").onchange = taken;
    $("photoNobody").onclick = () => send("nobody");
    $("photoSomebody").onclick = () => { cover(true); canvas.focus(); };
    $("photoCovered").onclick = () => send("covered");
    $("photoThrow").onclick = throwAway;
    $("photoSmaller").onclick = () => resize(-1);
    $("photoLarger").onclick = () => resize(1);
    $("photoCover").onclick = () => add({ ...frame });
    $("photoUncover").onclick = () => { covers.pop(); ready(); draw(); };
    $("photoWords").oninput = () => { $("photoSays").textContent = ""; };
    $("looked").onsubmit = event => event.preventDefault();
    Object.assign(canvas, { onkeydown: key, onpointerdown: down, onpointermove: over, onpointerup: up, onpointercancel: () => { drag = null; draw(); } });
  }
  return { begin, again, wipe };
})();
