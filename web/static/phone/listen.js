// Speaks on touch, one at a time; touched again, it begins anew.
const all = document.querySelectorAll("[data-sound]");
const voice = document.body.appendChild(new Audio()); // in the page: “hide now” ends it

function show(playing) {
  for (const one of all) one.setAttribute("aria-pressed", one.classList.toggle("playing", one === playing));
}

function speak(one, address = one.href) {
  if (voice.src === address) voice.currentTime = 0;
  else voice.src = address;
  show(one);
  return voice.play().catch(() => voice.src === address && show());
}

voice.onpause = () => show();
addEventListener("play", ({ target }) => {
  for (const other of document.querySelectorAll("video, audio")) if (other !== target) other.pause();
}, true);
for (const one of document.querySelectorAll("a[data-sound]")) {
  one.onclick = (event) => { event.preventDefault(); speak(one); };
  one.onkeydown = (event) => { if (event.key === " ") one.onclick(event); };
}
show();

// A language says its name when it is touched, and waits; touched once more, it is chosen.
let touched;
document.querySelector("form.tongues")?.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.matches("[data-sound]") || button === touched) return;
  event.preventDefault();
  touched?.classList.remove("touched");
  touched = button;
  button.classList.add("touched");
  speak(button, new URL("sound/language.m4a?language=" + button.value, location).href);
});
