// The player: subtitles drawn by the page, small pictures while one seeks, keys. Without this module the
// browser's own player and its subtitles are there.
//
// `attach(root)` returns { video, root, frame, seek(ms), now() }; what else is on the page listens to `video`.

/** Say a moment as `1:02.345`. */
export function said(ms) {
  const whole = Math.max(0, Math.round(ms));
  const seconds = Math.floor(whole / 1000) % 60;
  return `${Math.floor(whole / 60000)}:${String(seconds).padStart(2, "0")}.${String(whole % 1000).padStart(3, "0")}`;
}

/** Read a moment as people write it: `1:02.345`, `62,3`, in digits of any script; NaN for anything else. */
export function read(text) {
  const western = text.trim().replace(/\p{Nd}/gu, digit);
  const parts = /^(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,٫](\d{1,3}))?$/.exec(western);
  if (!parts) return NaN;
  const [, hours = 0, minutes = 0, seconds, part = ""] = parts;
  return ((+hours * 60 + +minutes) * 60 + +seconds) * 1000 + +part.padEnd(3, "0");
}

/** Return the value of a digit of any script: each has its ten in a row. */
function digit(sign) {
  let code = sign.codePointAt(0), value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) { code -= 1; value += 1; }
  return String(value % 10);
}

/** Show what only works with scripts. */
export function reveal(root) {
  for (const node of root.querySelectorAll("[data-script]")) node.hidden = false;
}

export function attach(root) {
  const video = root.querySelector("video");
  const length = Number(root.dataset.length);
  const player = {
    root, video,
    frame: 1000 / Number(root.dataset.fps),
    now: () => Math.round(video.currentTime * 1000),
    seek: (ms) => { video.currentTime = Math.min(Math.max(0, ms), length) / 1000; },
    toggle: () => { if (video.paused) video.play(); else video.pause(); },
  };
  reveal(root);
  subtitles(root, video);
  buttons(root, player);
  scrubbing(root, player, length);
  keys(root, player);
  return player;
}

/** Draw the cues over the picture: text tracks of browsers lose right-to-left lines, and cut tall letters. */
function subtitles(root, video) {
  const cue = root.querySelector(".cue");
  const pick = root.querySelector("[data-do=subtitles]");
  const tracks = [...video.querySelectorAll("track")];
  let wanted = tracks[0]?.srclang ?? "";
  const draw = () => {
    const element = tracks.find((one) => one.srclang === wanted);
    const active = element?.track.activeCues ?? [];
    cue.lang = wanted;
    cue.replaceChildren(...[...active].map((one) => {
      const line = document.createElement("p");
      line.dir = "auto";
      line.textContent = one.getCueAsHTML().textContent;
      return line;
    }));
    cue.hidden = !active.length;
  };
  // In the browser's own full screen only its own subtitles can be seen; an iPhone's only the video knows.
  const modes = () => {
    const full = document.fullscreenElement === video || video.webkitDisplayingFullscreen;
    for (const { srclang, track } of tracks) track.mode = srclang !== wanted ? "disabled" : full ? "showing" : "hidden";
    draw();
  };
  for (const element of tracks) element.track.addEventListener("cuechange", draw);
  video.addEventListener("seeked", draw);
  document.addEventListener("fullscreenchange", modes);
  for (const what of ["webkitbeginfullscreen", "webkitendfullscreen"]) video.addEventListener(what, modes);
  pick?.addEventListener("change", () => { wanted = pick.value; modes(); });
  modes();
}

function buttons(root, player) {
  const play = root.querySelector("[data-do=play]");
  const dialog = root.parentElement.querySelector("dialog.keys");
  play.addEventListener("click", player.toggle);
  const tell = () => {
    play.classList.toggle("playing", !player.video.paused);
    play.setAttribute("aria-label", player.video.paused ? play.dataset.play : play.dataset.pause);
  };
  for (const what of ["play", "pause", "ended"]) player.video.addEventListener(what, tell);
  root.querySelector("[data-do=keys]").addEventListener("click", () => dialog.showModal());
  player.help = () => dialog.showModal();
}

/** The bar: where one is, and what one would see there. */
function scrubbing(root, player, length) {
  const bar = root.querySelector(".scrub input");
  const glance = root.querySelector(".glance");
  const clock = root.querySelector("output.time");
  const tiles = root.dataset.tiles && JSON.parse(root.dataset.tiles);
  const tell = () => {
    const ms = player.now();
    bar.value = ms;
    bar.setAttribute("aria-valuetext", bar.dataset.words.replace("{at}", said(ms)).replace("{all}", said(length)));
    clock.textContent = said(ms);
  };
  const follow = () => { tell(); if (!player.video.paused) requestAnimationFrame(follow); };
  player.video.addEventListener("play", follow);
  for (const what of ["seeking", "seeked", "pause", "loadedmetadata"]) player.video.addEventListener(what, tell);
  bar.addEventListener("input", () => { player.seek(Number(bar.value)); show(Number(bar.value)); });
  bar.addEventListener("change", () => { glance.hidden = true; });
  if (tiles) {
    bar.addEventListener("pointermove", (event) => {
      const box = bar.getBoundingClientRect();
      show(length * Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)));
    });
    bar.addEventListener("pointerleave", () => { glance.hidden = true; });
    bar.addEventListener("blur", () => { glance.hidden = true; });
  }
  function show(ms) {
    if (!tiles) return;
    const tile = Math.min(tiles.count - 1, Math.floor(ms / tiles.interval));
    const left = (tile % tiles.columns) * tiles.width, top = Math.floor(tile / tiles.columns) * tiles.height;
    Object.assign(glance.style, {
      inlineSize: `${tiles.width}px`, blockSize: `${tiles.height}px`,
      backgroundImage: `url("${root.dataset.sprite}")`, backgroundPosition: `-${left}px -${top}px`,
      insetInlineStart: `clamp(0px, ${(ms / length) * 100}% - ${tiles.width / 2}px, 100% - ${tiles.width}px)`,
    });
    glance.dataset.time = said(ms);
    glance.hidden = false;
  }
  tell();
}

/** Keys of editing tables (WEB: habits), everywhere but where somebody types or moves along a list. */
function keys(root, player) {
  const does = {
    " ": player.toggle, k: player.toggle,
    j: () => player.seek(player.now() - 10_000), l: () => player.seek(player.now() + 10_000),
    ArrowLeft: () => player.seek(player.now() - 1000), ArrowRight: () => player.seek(player.now() + 1000),
    ",": () => step(-1), ".": () => step(1),
    "?": () => player.help(),
    i: () => root.dispatchEvent(new CustomEvent("mark", { detail: "start" })),
    o: () => root.dispatchEvent(new CustomEvent("mark", { detail: "end" })),
  };
  function step(by) {
    player.video.pause();
    const frame = Math.round(player.now() / player.frame) + by;
    player.seek((frame + 0.5) * player.frame); // the middle of a picture: never the one beside it
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const at = event.target;
    if (at.closest("textarea, select, video, [contenteditable], input:not([type=range], [type=button])")) return;
    const arrow = event.key.startsWith("Arrow");
    if (arrow && (at.matches("input") || at.closest("[data-arrows]"))) return;
    if (event.key === " " && at.closest("button, a, summary, input")) return;
    const deed = does[event.key] ?? does[event.key.toLowerCase()];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}
