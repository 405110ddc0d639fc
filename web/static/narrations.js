// Records a passage in the browser: record, stop, listen, keep. What is not kept never leaves it.
// It is played by Web Audio: a media element would need blob: addresses, which our pages do not allow.

const LONGEST_MS = 15 * 60_000;
const SILENCE = 0.02; // a louder sample than this there is in every spoken word
const form = document.getElementById("recording");
const say = form.dataset;
const part = (name) => form.querySelector(name);
const file = form.elements.recording;
const told = part(".told");
const meter = part("meter");
let made = null; // what can be listened to
let source = null; // what is being listened to

const clock = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

function tell(words, ms = 0, wrong = false) {
  told.textContent = words.replace("{time}", clock(ms));
  told.classList.toggle("wrong", wrong);
}

/** Show the buttons of this moment, and hold the first of them in focus. */
function offer(...names) {
  for (const name of [".start", ".stop", ".hear", ".again"]) part(name).hidden = !names.includes(name);
  meter.hidden = !names.includes(".stop");
  part(names[0]).focus();
}

function hush() {
  source?.stop();
  source = null;
}

async function start() {
  hush();
  const context = new AudioContext();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { noiseSuppression: true, autoGainControl: true } });
  } catch {
    context.close();
    tell(say.refused, 0, true);
    part(".file").open = true;
    return;
  }
  keepNothing();
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  const began = performance.now();
  const shown = setInterval(() => tell(say.recording, performance.now() - began), 500);
  const level = listenIn(context, stream);
  const over = setTimeout(() => recorder.stop(), LONGEST_MS);
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.onstop = () => {
    clearTimeout(over);
    clearInterval(shown);
    cancelAnimationFrame(level.frame);
    for (const track of stream.getTracks()) track.stop(); // the browser's light goes out
    finish(new Blob(pieces, { type: recorder.mimeType }), context);
  };
  part(".stop").onclick = () => recorder.stop();
  tell(say.recording);
  offer(".stop");
  recorder.start();
}

/** Move the meter with the loudness. */
function listenIn(context, stream) {
  const analyser = context.createAnalyser();
  const samples = new Float32Array(analyser.fftSize);
  const level = { frame: 0 };
  context.createMediaStreamSource(stream).connect(analyser);
  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    meter.value = Math.min(1, 2 * loudest(samples));
    level.frame = requestAnimationFrame(look);
  };
  look();
  return level;
}

const loudest = (samples) => samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);

/** Put the recording into the form, as if it had been chosen as a file. */
async function finish(blob, context) {
  const held = new DataTransfer();
  held.items.add(new File([blob], "recording", { type: blob.type }));
  file.files = held.files;
  made = { context, buffer: await context.decodeAudioData(await blob.arrayBuffer()) };
  part(".keep").disabled = false;
  const silent = loudest(made.buffer.getChannelData(0)) < SILENCE;
  if (silent) tell(say.silent, 0, true);
  else tell(say.made, made.buffer.duration * 1000);
  offer(...(silent ? [".again", ".hear"] : [".hear", ".again"]));
}

function hear() {
  hush();
  source = new AudioBufferSourceNode(made.context, { buffer: made.buffer });
  source.connect(made.context.destination);
  source.start();
}

function keepNothing() {
  made?.context.close();
  made = null;
  file.value = "";
  part(".keep").disabled = true;
}

part(".start").onclick = part(".again").onclick = start;
part(".hear").onclick = hear;
file.onchange = () => { part(".keep").disabled = !file.files.length; };

// The microphone is there on the studio's own computer alone; telephones choose a file.
if (navigator.mediaDevices && window.MediaRecorder) {
  part(".recorder").hidden = false;
  part(".file").open = false;
  part(".keep").disabled = true;
  if (form.action.includes("?all")) part(".start").focus({ preventScroll: true }); // Enter, Enter, Enter: one after the other
}

// A machine may read it to the facilitator, if one lives in this computer: voices from elsewhere would send the words there.
const aloud = document.querySelector(".aloud");
const machine = part(".machine");

function voice() {
  const wanted = aloud.lang.split("-")[0];
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.split(/[-_]/)[0].toLowerCase() === wanted);
}

function offerMachine() {
  machine.hidden = !voice();
}

if (window.speechSynthesis) {
  speechSynthesis.addEventListener?.("voiceschanged", offerMachine);
  offerMachine();
  machine.onclick = () => {
    const words = new SpeechSynthesisUtterance([...aloud.querySelectorAll("p")].map((one) => one.textContent).join(" "));
    words.voice = voice();
    words.lang = words.voice.lang;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  };
}
