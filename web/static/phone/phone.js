// Hide now: the page is gone before anybody answers. Without a connection the time is shown and the visit is
// ended as soon as there is one. And it hides by itself.
const LEAVE_AFTER_MS = 5 * 60_000, AGAIN_MS = 3000, GIVE_UP_MS = 10_000;
const clock = new URL(document.querySelector("script[data-clock]").dataset.clock, location.href);
const hide = document.getElementById("hide");

let going = false;

// Whether the visit is over; without an answer, nobody knows.
async function over() {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), GIVE_UP_MS);
  try {
    return (await fetch(hide.action, { method: "POST", keepalive: true, signal: waiting.signal })).ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function gone() {
  if (going) return;
  going = true;
  for (const media of document.querySelectorAll("video, audio")) { media.pause(); media.removeAttribute("src"); media.load(); }
  const time = document.createElement("h1");
  const show = () => { time.textContent = document.title = new Date().toTimeString().slice(0, 5); };
  show();
  setInterval(show, 5000);
  document.body.replaceChildren(time);
  document.body.className = "clock";
  history.replaceState(null, "", clock); // loaded again it is the clock, which ends the visit too
  while (!(await over())) await new Promise((then) => setTimeout(then, AGAIN_MS));
  location.replace(clock);
}

hide?.addEventListener("submit", (event) => { event.preventDefault(); gone(); });

let touched = Date.now();
for (const kind of ["pointerdown", "keydown", "scroll", "timeupdate"])
  addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });
setInterval(() => { if (hide && Date.now() - touched > LEAVE_AFTER_MS) gone(); }, 5000);

// A page that comes back out of the browser's memory is asked for again; until then nothing of it is seen.
// Safari remembers what is not to be stored, too, where there is no https.
addEventListener("pagehide", () => { document.documentElement.hidden = true; });
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); else document.documentElement.hidden = false; });
