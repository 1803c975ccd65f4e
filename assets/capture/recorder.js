/* One recorder for everything: sound is on the disk, second by second, before anybody is told that it records. */
"use strict";
const Recorder = (() => {
  const CONTAINERS = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];
  const BITS = 24_000;                  // bits a second: speech stays clear, 20 s weigh about 60 kB
  const SLICE = 1000;                   // ms of sound that a crash can cost
  const FIRST = 120;                    // ms until the first bytes are asked for, to say "recording" soon
  const SETTLE = 700;                   // ms in which a second tap belongs to the first one
  const DEAF = 15_000;                  // ms without a first byte: this browser's encoder makes no sound of ours
  const STUCK = 8000;                   // ms that a browser may take to hand over the end
  const QUIET = 0.004, QUIET_FOR = 2000; // effective value and ms of silence that are told

  let running = null;                   // the latch: set before the first wait, cleared when all is on disk
  const container = () => CONTAINERS.find(kind => window.MediaRecorder?.isTypeSupported(kind)) ?? null;

  const REFUSALS = { NotAllowedError: "micBlocked", SecurityError: "micBlocked", NotFoundError: "micNone",
                     OverconstrainedError: "micNone", NotReadableError: "micTaken", AbortError: "micTaken" };
  async function microphone() {
    if (!window.isSecureContext) throw new Error("notSecure");
    if (!container() || !navigator.mediaDevices) throw new Error("micUnable");
    const wish = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    return navigator.mediaDevices.getUserMedia({ audio: wish })
      .catch(error => { throw new Error(REFUSALS[error.name] ?? "micUnable"); });
  }

  /* Records `item` until stop(), `limit` seconds, or anything that takes the microphone or the page away.
     hears: started(item), level(0..1, seconds), quiet(yes), stopped(item, why), failed(word). */
  async function start(item, { limit, background = false }, hears) {
    if (running) return;
    const run = running = { item, hears, limit, background, why: null, disk: Promise.resolve(), began: 0 };
    try {
      const trouble = await Outbox.trouble();
      if (trouble) throw new Error(trouble === "full" ? "full" : "noStore");
      run.stream = await microphone();
      await begin(run);
    } catch (error) {
      running = null;
      release(run);
      if (run.stored) await Outbox.remove(item.id);
      run.letGo?.();
      hears.failed(/^(mic|no|full)/.test(error.message) ? error.message : "micUnable");
    }
  }

  async function begin(run) {
    const { item, stream } = run;
    run.media = new MediaRecorder(stream, { mimeType: container(), audioBitsPerSecond: BITS });
    Object.assign(item, { state: "recording", mime: run.media.mimeType, pieces: 0, size: 0, seconds: 0, beat: Date.now() });
    await holdLock(run);
    await Outbox.put(item);
    run.stored = true;
    run.media.ondataavailable = event => { if (event.data.size && !run.finished) run.disk = run.disk.then(() => keep(run, event.data)); };
    run.media.onerror = () => stop("error", run);
    run.media.onstop = () => finish(run);
    for (const track of stream.getTracks()) {
      track.onended = () => stop("ended", run);
      track.onmute = run.background ? flushNow : () => stop("ended", run);   // a room outlives a short interruption
    }
    run.media.start(SLICE);
    run.began = performance.now();
    setTimeout(() => { if (run.media.state === "recording") run.media.requestData(); }, FIRST);
    setTimeout(() => { if (!run.started) stop("error", run); }, DEAF);
    listen(run);
    run.wake = await navigator.wakeLock?.request("screen").catch(() => null);
  }

  const seconds = run => (performance.now() - run.began) / 1000;

  async function keep(run, data) {
    try {
      await Outbox.append(run.item.id, await data.arrayBuffer(), seconds(run));
      if (run.started) return;
      run.started = performance.now();
      navigator.vibrate?.(60);
      run.hears.started(run.item);
    } catch { stop("full", run); }
  }

  /* The lock tells other pages that this recording lives; the browser drops it when the page dies. */
  function holdLock(run) {
    if (!navigator.locks) return null;
    return new Promise(held => navigator.locks.request(Outbox.lockOf(run.item.id), () => {
      held();
      return new Promise(letGo => { run.letGo = letGo; });
    }));
  }

  function listen(run) {
    run.ears = new AudioContext();
    const analyser = run.ears.createAnalyser();
    analyser.fftSize = 1024;
    run.ears.createMediaStreamSource(run.stream).connect(analyser);
    run.ears.resume().catch(() => {});
    const wave = new Float32Array(analyser.fftSize);
    let heard = performance.now();
    let quiet = false;
    run.meter = setInterval(() => {
      analyser.getFloatTimeDomainData(wave);
      const strength = Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length);
      if (strength > QUIET || run.ears.state !== "running") heard = performance.now();
      const silent = performance.now() - heard > QUIET_FOR;
      if (silent !== quiet) run.hears.quiet(quiet = silent);
      run.hears.level(Math.max(0, Math.min(1, (20 * Math.log10(strength + 1e-9) + 55) / 45)), seconds(run));
      if (seconds(run) >= run.limit) stop("limit", run);
    }, 100);
  }

  /* A tap: stops what runs, except in the first moment, where it is the second half of a double tap. */
  function tap() {
    const since = running?.started ?? running?.began;
    if (since && performance.now() - since > SETTLE) stop("tap");
  }

  function stop(why, run = running) {
    if (!run?.media || run.why) return;
    run.why = why;
    if (run.media.state === "inactive") return finish(run);
    run.media.stop();
    setTimeout(() => finish(run), STUCK);
  }

  async function finish(run) {
    if (run.finished) return;
    run.finished = true;
    run.why ??= "ended";
    release(run);
    await run.disk;
    const cut = ["tap", "limit"].includes(run.why) ? null : run.why;
    const kept = await Outbox.get(run.item.id);
    if (kept?.pieces) await Outbox.change(kept.id, { state: "held", cut });
    else await Outbox.remove(run.item.id);
    run.letGo?.();
    running = null;
    navigator.vibrate?.([40, 60, 40]);
    if (kept?.pieces) run.hears.stopped({ ...kept, state: "held", cut }, run.why);
    else run.hears.failed("micUnable");
  }

  function release(run) {
    clearInterval(run.meter);
    for (const track of run.stream?.getTracks() ?? []) { track.onended = track.onmute = null; track.stop(); }
    run.ears?.close().catch(() => {});
    run.wake?.release().catch(() => {});
  }

  /* What takes the page or the microphone away means: save what there is. */
  const flushNow = () => { if (running?.media?.state === "recording") running.media.requestData(); };
  addEventListener("pagehide", () => { flushNow(); stop("hidden"); });
  document.addEventListener("visibilitychange", () => {
    if (!running) return;
    if (!document.hidden) navigator.wakeLock?.request("screen").then(lock => { running && (running.wake = lock); }).catch(() => {});
    else if (running.background) flushNow();
    else { flushNow(); stop("hidden"); }
  });
  navigator.mediaDevices?.addEventListener?.("devicechange", () => {
    flushNow();
    if (running?.stream?.getTracks().some(track => track.readyState === "ended")) stop("ended");
  });

  return { start, tap, stop, container, busy: () => running !== null, begun: () => Boolean(running?.started) };
})();
