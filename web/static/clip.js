// The page of a clip: marks for cutting, the square for a picture of somebody, two films beside each other.
import { attach, read, reveal, said } from "./player.js";

const root = document.querySelector("[data-player]");
const player = root && attach(root);
const shown = document.querySelector("#preparing[data-ready]");
for (const section of document.querySelectorAll("main section")) reveal(section);
if (player) {
  const wave = root.querySelector(".wave");
  const drawn = wave ? import("./waveform.js").then((module) => module.draw(wave, player)) : Promise.resolve(null);
  marks(player, drawn);
  portraits(player);
  seeking(player);
}
beside();
// htmx puts new people into the page: what is for scripts must show there, too.
for (const swapped of ["htmx:after:swap", "htmx:afterSwap"]) document.addEventListener(swapped, renew);
function renew() {
  if (document.querySelector("#preparing[data-ready]") && !shown) return location.reload(); // it can be watched now
  reveal(document);
  beside();
  if (player) portraits(player);
}

/** Fields that hold a moment, with buttons that move it; start and end are also a region of the waveform. */
function marks(player, drawn) {
  const form = document.querySelector("[data-marks]");
  const length = Number(root.dataset.length);
  const fields = form && { start: form.elements.start, end: form.elements.end };
  const put = (field, ms) => {
    field.value = said(Math.min(Math.max(0, ms), length));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-nudge]");
    if (!button) return;
    const field = button.closest("[data-nudged]").querySelector("[data-moment]");
    const by = { now: null, frame: player.frame, "-frame": -player.frame }[button.dataset.nudge];
    const at = by === null ? player.now() : (read(field.value) || 0) + (by ?? Number(button.dataset.nudge));
    put(field, at);
    if (by !== null) player.seek(read(field.value));
  });
  root.addEventListener("mark", ({ detail }) => fields && put(fields[detail], player.now()));
  drawn.then((wave) => {
    if (!wave || !fields) return;
    let mine = false;
    wave.onPart((start, end) => {
      mine = true;
      put(fields.start, start);
      put(fields.end, end);
      mine = false;
    });
    form.addEventListener("input", () => {
      const [start, end] = [read(fields.start.value), read(fields.end.value)];
      if (!mine && !Number.isNaN(start + end)) wave.part(start, end);
    });
  });
}

/** A square over the picture, to be dragged over a face while the form for it is open. */
function portraits(player) {
  const details = document.querySelector("[data-portrait]");
  if (!details || details.dataset.ready) return;
  details.dataset.ready = "yes";
  const { at, x, y, side } = details.querySelector("form").elements;
  const screen = root.querySelector(".screen");
  screen.querySelector(".square")?.remove();
  const square = document.createElement("div");
  square.className = "square";
  square.hidden = true;
  screen.append(square);
  /** Return where the film's picture lies on the screen: a player leaves bars beside a narrow one. */
  const picture = () => {
    const { offsetWidth: width, offsetHeight: height, offsetLeft, offsetTop, videoWidth, videoHeight } = player.video;
    const scale = Math.min(width / (videoWidth || 16), height / (videoHeight || 9));
    const [wide, high] = [(videoWidth || 16) * scale, (videoHeight || 9) * scale];
    return { left: offsetLeft + (width - wide) / 2, top: offsetTop + (height - high) / 2, wide, high };
  };
  const place = () => {
    const { left, top, wide, high } = picture();
    const long = Math.min(wide, high, (high * side.value) / 100);
    const inside = (middle, all) => Math.min(Math.max(0, middle - long / 2), all - long);
    Object.assign(square.style, {
      left: `${left + inside((wide * x.value) / 100, wide)}px`, top: `${top + inside((high * y.value) / 100, high)}px`,
      width: `${long}px`, height: `${long}px`,
    });
  };
  const drag = (event) => {
    const box = screen.getBoundingClientRect(), { left, top, wide, high } = picture();
    const percent = (value) => Math.round(Math.min(100, Math.max(0, value * 100)));
    x.value = percent((event.clientX - box.left - left) / wide);
    y.value = percent((event.clientY - box.top - top) / high);
    place();
  };
  square.addEventListener("pointerdown", (event) => { square.setPointerCapture(event.pointerId); event.preventDefault(); });
  square.addEventListener("pointermove", (event) => { if (square.hasPointerCapture(event.pointerId)) drag(event); });
  const take = () => { if (details.open) { at.value = said(player.now()); place(); } };
  details.addEventListener("toggle", () => {
    square.hidden = !details.open;
    if (!details.open) return;
    player.video.pause();
    player.seek(Math.max(1, player.now())); // the moment itself, not the poster before it
    take();
    screen.scrollIntoView({ block: "nearest" });
  });
  player.video.addEventListener("seeked", take);
  player.video.addEventListener("pause", take);
  for (const field of [x, y, side]) field.addEventListener("input", place);
  at.addEventListener("change", () => { const ms = read(at.value); if (!Number.isNaN(ms)) player.seek(ms); });
  new ResizeObserver(place).observe(screen);
}

/** A click on the time of a line goes there. */
function seeking(player) {
  document.addEventListener("click", (event) => {
    const line = event.target.closest("[data-seek]");
    if (!line) return;
    event.preventDefault();
    player.seek(Number(line.dataset.seek));
    root.scrollIntoView({ block: "nearest" });
  });
}

/** What was filmed and what was treated play together. */
function beside() {
  for (const pair of document.querySelectorAll("[data-beside]:not([data-ready])")) {
    pair.dataset.ready = "yes";
    const [raw, treated] = pair.querySelectorAll("video");
    const follow = (one, other) => {
      one.addEventListener("play", () => { other.currentTime = one.currentTime; other.play(); });
      one.addEventListener("pause", () => other.pause());
      one.addEventListener("seeked", () => {
        if (Math.abs(other.currentTime - one.currentTime) > 0.1) other.currentTime = one.currentTime;
      });
    };
    follow(raw, treated);
    follow(treated, raw);
  }
}
