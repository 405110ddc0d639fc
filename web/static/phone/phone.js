// Hide now: the page is gone before anybody answers, also without a connection. And it hides by itself.
const LEAVE_AFTER_MS = 5 * 60_000;
const clock = new URL(document.querySelector("script[data-clock]").dataset.clock, location.href);
const hide = document.getElementById("hide");

function gone() {
  const form = new URLSearchParams(new FormData(hide));
  for (const media of document.querySelectorAll("video, audio")) { media.pause(); media.removeAttribute("src"); media.load(); }
  document.body.replaceChildren();
  document.title = new Date().toTimeString().slice(0, 5);
  fetch(hide.action, { method: "POST", body: form, keepalive: true })
    .catch(() => {})
    .finally(() => location.replace(clock));
}

hide?.addEventListener("submit", (event) => { event.preventDefault(); gone(); });

let touched = Date.now();
for (const kind of ["pointerdown", "keydown", "scroll", "timeupdate"])
  addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });
setInterval(() => { if (hide && Date.now() - touched > LEAVE_AFTER_MS) gone(); }, 5000);

// A page that comes back out of the browser's memory is asked for again.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
