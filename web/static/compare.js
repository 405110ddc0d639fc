// Two films at the same moment: what is played, stopped or sought in one happens in the other.

const videos = [...document.querySelectorAll("[data-together] video")];
const bar = document.querySelector(".together");

if (videos.length === 2 && bar) {
  bar.hidden = false;
  for (const [one, other] of [videos, [...videos].reverse()]) {
    one.addEventListener("play", () => other.paused && other.play().catch(() => one.pause()));
    one.addEventListener("pause", () => other.pause());
    one.addEventListener("seeked", () => Math.abs(one.currentTime - other.currentTime) > 0.3 && (other.currentTime = one.currentTime));
  }
  videos[1].muted = true; // two voices at once help nobody
  bar.querySelector("[data-play]").addEventListener("click", () => (videos[0].paused ? videos[0].play() : videos[0].pause()));
}
