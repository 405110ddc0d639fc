// Speaks on touch, one at a time; touched again, it begins anew.
const all = document.querySelectorAll("a[data-sound]");
const voice = document.body.appendChild(new Audio()); // in the page: “hide now” ends it

function show(playing) {
  for (const one of all) one.setAttribute("aria-pressed", one.classList.toggle("playing", one === playing));
}

function speak(one) {
  if (voice.src === one.href) voice.currentTime = 0;
  else voice.src = one.href;
  show(one);
  return voice.play().catch(() => voice.src === one.href && show());
}

voice.onpause = voice.onended = () => show();
addEventListener("play", ({ target }) => {
  for (const other of document.querySelectorAll("video, audio")) if (other !== target) other.pause();
}, true);
for (const one of all) {
  one.onclick = (event) => { event.preventDefault(); speak(one); };
  one.onkeydown = (event) => { if (event.key === " ") one.onclick(event); };
}
show();

// A language says its name, then it is chosen.
let chosen;
document.querySelector("form.tongues")?.addEventListener("submit", (event) => {
  const button = event.submitter;
  const name = button?.parentElement.querySelector("[data-sound]");
  if (!name || button === chosen) return;
  event.preventDefault();
  chosen = button;
  let wait = setTimeout(choose, 4000);
  function choose() {
    if (wait && button === chosen) button.click();
    wait = clearTimeout(wait);
  }
  voice.addEventListener("ended", choose, { once: true });
  speak(name).then(() => (voice.error || voice.paused) && choose());
});
