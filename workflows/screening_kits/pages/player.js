// The film of the kit: whether it may be shown, the test clip, subtitles drawn by the page, full screen.

const $ = (id) => document.getElementById(id);
const video = $("video"), stage = $("stage"), cue = $("cue");

/** Whether the film may be offered; says why not. The clock of the device decides, so it is shown too. */
function mayBeShown() {
  const now = Date.now();
  const recalled = keptRecalls(known.key).some((list) => list.marks.includes(known.mark));
  if (recalled) return refuse(["player_recalled"], ["player_recalled_says"]) || noPapers();
  const today = { day: "day:" + new Date(now).toISOString() };
  if (now < known.published - 86_400_000) return refuse(["player_clock"], ["player_clock_says", today]);
  if (known.until && now >= known.until) {
    return refuse(["player_ended"], ["player_ended_says", { day: known.last }], ["player_today", today]) || noPapers();
  }
  return true;
}

/** What is to be deleted invites nobody any more: the answers that were collected can still be brought in. */
function noPapers() {
  for (const one of document.querySelectorAll("[data-paper]:not([data-paper='feedback'])")) one.hidden = true;
  return false;
}

function refuse([title], ...lines) {
  const head = saying("strong", title);
  $("verdict").replaceChildren(drawing("cross"), head, ...lines.map(([key, values]) => saying("p", key, values)));
  $("verdict").hidden = false;
  $("shows").hidden = true;
  video.pause();
  video.removeAttribute("src");
  video.removeAttribute("poster");
  video.load();
  return false;
}

/** Say it where what is on the stage cannot be seen. */
function tellWhether(seen) {
  const file = video.getAttribute("src");
  if (file && !seen) tell($("unplayable").querySelector("span"), "player_unplayable", { file });
  $("unplayable").hidden = !file || seen;
}

/** Show a file on the stage and play it. */
function put(file, { testing }) {
  $("testing").hidden = !testing;
  if (video.getAttribute("src") !== file) video.src = file;
  video.currentTime = 0;
  if (testing || mayBeShown()) video.play().catch(() => {});
  stage.scrollIntoView({ block: "nearest" });
}

// -- subtitles: drawn here, since browsers load no track from a folder, and break lines that run from the right

let wanted = known.tracks.find((track) => track.tag === known.language)?.tag ?? known.tracks[0]?.tag ?? "";
const tracks = known.tracks.map((track) => {
  const own = video.addTextTrack("subtitles", track.name, track.tag);
  for (const [start, end, text] of track.cues) own.addCue(new VTTCue(start / 1000, end / 1000, escaped(text)));
  return { ...track, own };
});

function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function draw() {
  const track = tracks.find((one) => one.tag === wanted);
  const ms = video.currentTime * 1000;
  const testing = !$("testing").hidden;
  const now = track && !testing ? track.cues.filter(([start, end]) => start <= ms && ms < end) : [];
  const lines = now.flatMap(([, , text]) => text.split("\n"));
  if (cue.dataset.drawn === wanted + lines.join("\n")) return;
  cue.dataset.drawn = wanted + lines.join("\n");
  cue.lang = wanted;
  cue.replaceChildren(...lines.map((text) => {
    const line = document.createElement("p");
    line.dir = track.dir;
    line.textContent = text;
    return line;
  }));
  cue.hidden = !lines.length;
}

/** In a phone's own full screen only the browser's subtitles can be seen. */
function modes() {
  const own = document.fullscreenElement === video || video.webkitDisplayingFullscreen;
  const testing = !$("testing").hidden;
  for (const one of tracks) one.own.mode = own && !testing && one.tag === wanted ? "showing" : "disabled";
  draw();
}

function offerSubtitles() {
  const pick = $("subtitles");
  if (!pick || !tracks.length) return;
  const none = new Option(wordsOf("player_none")[0], "");
  pick.replaceChildren(...tracks.map((one) => {
    const option = new Option(one.name, one.tag);
    option.lang = one.tag;
    option.dir = one.dir;
    return option;
  }), none);
  pick.value = wanted;
  $("lines").hidden = false;
}

// -- controls

function clock(seconds) {
  const whole = Math.floor(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function follow() {
  $("place").max = Math.round((video.duration || 0) * 1000);
  $("place").value = Math.round(video.currentTime * 1000);
  $("time").textContent = `${clock(video.currentTime)} / ${clock(video.duration)}`;
  $("place").setAttribute("aria-valuetext", $("time").textContent);
  draw();
}

function toggle() {
  if (!video.paused) return video.pause();
  if (!$("testing").hidden || mayBeShown()) video.play().catch(() => {});
}

function full() {
  if (document.fullscreenElement) return document.exitFullscreen();
  if (stage.requestFullscreen) return stage.requestFullscreen();
  return video.webkitEnterFullscreen?.();
}

function tellState() {
  stage.classList.toggle("playing", !video.paused);
  $("play").dataset.label = video.paused ? "player_play" : "player_pause";
  $("play").setAttribute("aria-label", wordsOf($("play").dataset.label)[0]);
}

let resting = 0;
/** In full screen the controls go while nobody moves, so that nothing stands on the picture. */
function stir() {
  stage.classList.remove("resting");
  clearTimeout(resting);
  resting = setTimeout(() => stage.classList.toggle("resting", !video.paused), 3000);
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input, a, button")) return;
  const does = {
    " ": toggle, k: toggle, f: full,
    ArrowLeft: () => { video.currentTime -= 5; }, ArrowRight: () => { video.currentTime += 5; },
  }[event.key];
  if (!does || $("shows").hidden) return;
  event.preventDefault();
  does();
}

$("test")?.addEventListener("click", () => put(known.test, { testing: true }));
$("film").addEventListener("click", () => put(known.film, { testing: false }));
$("play").addEventListener("click", toggle);
$("full").addEventListener("click", full);
$("place").addEventListener("input", () => { video.currentTime = $("place").value / 1000; });
$("subtitles")?.addEventListener("change", () => { wanted = $("subtitles").value; modes(); });
video.addEventListener("click", toggle);
video.addEventListener("error", () => tellWhether(false));
// a browser that lacks what the picture needs plays the sound alone, and calls that playing
for (const what of ["playing", "resize"]) video.addEventListener(what, () => tellWhether(video.videoWidth > 0));
for (const what of ["timeupdate", "seeked", "loadedmetadata", "durationchange", "emptied"]) video.addEventListener(what, follow);
for (const what of ["play", "pause", "ended"]) video.addEventListener(what, tellState);
video.addEventListener("play", function each() { draw(); if (!video.paused) requestAnimationFrame(each); });
for (const what of ["webkitbeginfullscreen", "webkitendfullscreen"]) video.addEventListener(what, modes);
for (const what of ["mousemove", "touchstart", "keydown", "focusin"]) stage.addEventListener(what, stir, { passive: true });
document.addEventListener("fullscreenchange", modes);
document.addEventListener("keydown", keys);
document.addEventListener("visibilitychange", () => { if (!document.hidden) mayBeShown(); });
listeners.push(offerSubtitles, tellState);

if (mayBeShown()) {
  $("shows").hidden = false;
  video.src = known.film;
}
speak(tongue);
