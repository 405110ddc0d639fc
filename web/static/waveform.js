// The drawn sound of a clip, with its subtitles and the part that is to be cut as regions that can be dragged.
// Everything that is dragged here can also be typed: regions are not reached by keys.
import WaveSurfer from "./vendor/wavesurfer/wavesurfer.esm.js";
import RegionsPlugin from "./vendor/wavesurfer/regions.esm.js";

/** Draw the waveform of *player* into *place*; return { part(start, end), onPart(listener) }, in ms. */
export async function draw(place, player) {
  const answer = await fetch(place.dataset.waveform);
  if (!answer.ok) return null;
  const { data } = await answer.json();
  const regions = RegionsPlugin.create();
  const wave = framed(place, {
    media: player.video, peaks: [data.map((value) => value / 128)], duration: Number(player.root.dataset.length) / 1000,
    height: 96, normalize: true, plugins: [regions], ...colours(place),
  });
  place.hidden = false;
  await new Promise((ready) => wave.once("ready", ready));
  new Cues(place, player, regions);
  player.root.querySelector("[data-do=zoom]").addEventListener("input", ({ target }) => wave.zoom(Number(target.value)));
  return parts(place, regions, wave);
}

/**
 * Make a waveform whose style sheet the page's policy lets in. The library writes a <style> element, which
 * `default-src 'self'` forbids; so it is made outside of the page, and the sheet is adopted instead.
 */
function framed(place, options) {
  const frame = document.createElement("div");
  const wave = WaveSurfer.create({ container: frame, ...options });
  const shadow = wave.getWrapper().getRootNode();
  for (const style of shadow.querySelectorAll("style")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style.textContent);
    shadow.adoptedStyleSheets.push(sheet);
    style.remove();
  }
  place.append(frame);
  return wave;
}

function colours(place) {
  const style = getComputedStyle(place);
  const of = (name) => style.getPropertyValue(name).trim();
  return { waveColor: of("--quiet"), progressColor: of("--link"), cursorColor: of("--no"), cursorWidth: 2 };
}

/** The part between the marks. */
function parts(place, regions, wave) {
  const listeners = [];
  let region = null;
  regions.on("region-update", (moved) => moved === region && tell());
  regions.on("region-updated", (moved) => moved === region && tell());
  function tell() {
    for (const listener of listeners) listener(region.start * 1000, region.end * 1000);
  }
  return {
    onPart: (listener) => listeners.push(listener),
    part(start, end) {
      const at = { start: start / 1000, end: Math.max(start, end) / 1000 };
      const whole = start <= 0 && end >= wave.getDuration() * 1000;
      if (whole || !(end > start)) { region?.remove(); region = null; return; }
      if (region) region.setOptions(at);
      else region = regions.addRegion({ ...at, id: "part", color: "rgb(20 120 80 / .22)", drag: true, resize: true });
    },
  };
}

/** The lines of one track of subtitles: what is dragged is kept, as a change that its editors see. */
class Cues {
  constructor(place, player, regions) {
    Object.assign(this, { place, player, regions, told: place.parentElement.querySelector(".said"), shown: [] });
    this.tracks = new Map(JSON.parse(place.dataset.cues).map((track) => [track.language, track]));
    const pick = player.root.querySelector("[data-do=subtitles]");
    this.window = crypto.getRandomValues(new Uint32Array(2)).join("");
    this.count = 0;
    this.saving = Promise.resolve();
    regions.on("region-updated", (region) => this.moved(region));
    regions.on("region-clicked", (region, event) => { event.stopPropagation(); player.seek(region.start * 1000); });
    pick?.addEventListener("change", () => this.show(pick.value));
    this.show(pick?.value ?? "");
  }

  show(language) {
    for (const region of this.shown) region.remove();
    this.track = this.tracks.get(language);
    this.shown = (this.track?.cues ?? []).map((cue) => this.regions.addRegion({
      id: `cue-${cue.id}`, start: cue.start / 1000, end: cue.end / 1000, color: "rgb(122 62 29 / .16)",
      content: this.words(cue.text), drag: true, resize: true,
    }));
  }

  words(text) {
    const line = document.createElement("div");
    Object.assign(line.style, { font: "600 12px/1.6 inherit", overflow: "hidden", whiteSpace: "nowrap", textOverflow: "ellipsis", padding: "0 6px", color: "var(--ink)", background: "var(--sheet)" });
    Object.assign(line, { textContent: text, dir: "auto", lang: this.track.language, title: text });
    return line;
  }

  /** Keep the new times; one after the other, so that no answer overtakes another. */
  moved(region) {
    const cue = this.track?.cues.find((one) => `cue-${one.id}` === region.id);
    if (!cue) return;
    const track = this.track;
    const times = { start: Math.round(region.start * 1000), end: Math.round(region.end * 1000) };
    this.saving = this.saving.then(async () => {
      this.count += 1;
      const body = new URLSearchParams({
        row: cue.id, start_ms: times.start, end_ms: times.end, revision: track.revision, key: `${this.window}-${this.count}`,
      });
      const token = document.querySelector('meta[name="form-token"]').content;
      const headers = { "X-Form-Token": token, Accept: "application/json" };
      const answer = await fetch(track.address, { method: "POST", headers, body }).catch(() => null);
      if (answer?.ok) {
        track.revision = (await answer.json()).revision;
        Object.assign(cue, times);
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
        this.told.textContent = this.place.dataset.saved.replace("{time}", time);
      } else {
        this.told.textContent = answer?.status === 409 ? this.place.dataset.conflict : this.place.dataset.failed;
        region.setOptions({ start: cue.start / 1000, end: cue.end / 1000 });
      }
    });
  }
}
