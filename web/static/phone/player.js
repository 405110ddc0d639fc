// Subtitles below the picture, in letters that can be read; without this the browser shows its own.
for (const video of document.querySelectorAll("video:has(track)")) {
  const under = video.insertAdjacentElement("afterend", document.createElement("div"));
  const words = under.appendChild(document.createElement("p"));
  const tracks = [...video.textTracks], first = video.querySelector("track[default]")?.track; // none, where none is in their language
  under.className = "cues";
  words.setAttribute("aria-live", "off");

  let chosen = null;

  // In the browser's own full screen only its own are seen; an iPhone has one of which the video alone knows.
  function modes() {
    const full = document.fullscreenElement === video || video.webkitDisplayingFullscreen;
    for (const track of tracks) track.mode = track !== chosen ? "disabled" : full ? "showing" : "hidden";
  }
  document.addEventListener("fullscreenchange", modes);
  for (const what of ["webkitbeginfullscreen", "webkitendfullscreen"]) video.addEventListener(what, modes);

  function show(wanted) {
    chosen = wanted;
    modes();
    for (const track of tracks) track.oncuechange = track === wanted ? draw : null;
    words.lang = wanted?.language ?? "";
    words.dir = "auto";
    draw.call(wanted ?? { activeCues: [] });
    for (const one of buttons) one.setAttribute("aria-pressed", one.track === wanted);
  }

  function draw() {
    words.textContent = [...(this.activeCues ?? [])].map((cue) => cue.getCueAsHTML().textContent.replace(/\n(?![-–])/g, " ")).join("\n");
  }

  const buttons = first && tracks.length < 2 ? [] : tracks.map((track) => {
    const button = under.appendChild(document.createElement("button"));
    Object.assign(button, { type: "button", textContent: track.label, lang: track.language, dir: "auto", track });
    button.onclick = () => show(button.getAttribute("aria-pressed") === "true" ? null : track);
    return button;
  });
  show(first);
}
