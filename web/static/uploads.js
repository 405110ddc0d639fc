// Brings files in by tus (static/vendor/tus): several after each other, resumed after whatever broke off.
// What is half here is told by the server, not remembered by the browser: phones are lent.

const PIECE = 5 * 1024 * 1024; // what one request carries
const AT_ONCE = 2;
// Until the link is back: quickly at first, then each half minute for some hours.
const AGAIN_MS = [300, 1000, 2000, 4000, 8000, 15000, ...Array(500).fill(30000)];

const root = document.getElementById("uploads");
const say = root.dataset;
const form = root.querySelector(".plain");
const overall = root.querySelector(".overall");
const list = root.querySelector(".transfers");
const pattern = root.querySelector("template");
const token = document.querySelector("meta[name=form-token]").content;
const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

/** Fill {places} of a sentence. */
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

function bytes(count) {
  const [unit, size] = count < 1e6 ? ["kilobyte", 1e3] : count < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, style).format(count / size);
}

function span(seconds) {
  if (seconds < 90) return filled(say.seconds, { n: whole.format(Math.ceil(seconds)) });
  if (seconds < 5400) return filled(say.minutes, { n: whole.format(seconds / 60) });
  return filled(say.hours, { n: new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(seconds / 3600) });
}

/** What the server has of this file, found by name, size and time: the same three are the same file. */
function halfHere(file) {
  for (const line of root.querySelectorAll(".unfinished li")) {
    const { name, size, modified, address } = line.dataset;
    if (name !== file.name || Number(size) !== file.size) continue;
    if (modified === "" || Number(modified) === file.lastModified) {
      line.remove();
      return address;
    }
  }
  return null;
}

class Transfer {
  constructor(file) {
    this.file = file;
    this.state = "waiting"; // going, paused, broken, wrong, done
    this.line = pattern.content.firstElementChild.cloneNode(true);
    this.part = (name) => this.line.querySelector(name);
    this.part(".name").textContent = file.name;
    this.part(".size").textContent = bytes(file.size);
    this.part("progress").setAttribute("aria-label", file.name);
    for (const button of this.line.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent}: ${file.name}`);
    this.part(".pause").onclick = () => this.pause();
    this.part(".go-on").onclick = () => { this.become("waiting", say.waiting); next(); };
    this.part(".cancel").onclick = () => this.cancel();
    list.append(this.line);
    this.percent = 0;
    this.upload = new tus.Upload(file, {
      endpoint: say.address,
      uploadUrl: halfHere(file),
      headers: { "X-Form-Token": token },
      metadata: {
        filename: file.name,
        filetype: file.type,
        modified: String(file.lastModified),
        language: form.elements.language.value,
      },
      chunkSize: PIECE,
      retryDelays: AGAIN_MS,
      storeFingerprintForResuming: false,
      onProgress: (sent) => this.progress(sent),
      onShouldRetry: (error) => this.again(error),
      onError: (error) => this.fail(error),
      onSuccess: () => this.done(),
    });
    this.become("waiting", say.waiting);
  }

  become(state, words) {
    this.state = state;
    this.part(".state").textContent = words;
    this.line.className = `transfer ${state}`;
    const over = state === "done";
    this.part(".pause").hidden = !["going", "broken", "waiting"].includes(state);
    this.part(".go-on").hidden = !["paused", "wrong"].includes(state);
    this.part(".cancel").hidden = over;
    tell();
  }

  start() {
    this.began = null;
    this.become("going", filled(say.began, { percent: whole.format(this.percent) }));
    this.upload.start();
  }

  pause() {
    this.upload.abort();
    this.become("paused", filled(say.paused, { percent: whole.format(this.percent) }));
    next();
  }

  /** Give it up: what the server has of it is deleted, too. */
  async cancel() {
    await this.upload.abort().catch(() => {});
    if (this.upload.url) {
      const headers = { "X-Form-Token": token, "Tus-Resumable": "1.0.0" };
      const answer = await fetch(this.upload.url, { method: "DELETE", headers }).catch(() => null);
      if (answer?.status === 409) return this.done(); // its last byte was quicker: whole, it stays
      if (!answer || ![204, 404, 410].includes(answer.status)) {
        this.become("wrong", (answer && (await answer.text())) || say.stopped);
        return;
      }
    }
    transfers.delete(this);
    this.line.remove();
    tell();
    next();
  }

  progress(sent) {
    const now = performance.now();
    this.began ??= { at: now, sent };
    this.percent = Math.floor((100 * sent) / this.file.size);
    this.part("progress").value = this.percent;
    const speed = (sent - this.began.sent) / (now - this.began.at);
    const percent = whole.format(this.percent);
    const known = speed > 0 && now - this.began.at > 1500;
    const rest = known ? span((this.file.size - sent) / speed / 1000) : "";
    if (this.state !== "going") this.become("going", "");
    this.part(".state").textContent = filled(known ? say.going : say.began, { percent, rest });
  }

  /** Whether trying again may help: the link, a server that starts anew, a disk that somebody empties. */
  again(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    const again = status === 0 || status >= 500 || [409, 423, 429, 460].includes(status);
    if (again) {
      this.began = null;
      this.become("broken", status === 507 ? error.originalResponse.getBody() : say.broken);
    }
    return again;
  }

  async fail(error) {
    const answer = error.originalResponse;
    const status = answer?.getStatus() ?? 0;
    if ([404, 410].includes(status) && this.upload.url) this.upload.url = null; // deleted since: anew
    if (status === 401 || status === 302) return this.become("wrong", say.signedOut);
    this.become("wrong", answer?.getBody() || say.stopped);
    next();
  }

  done() {
    this.percent = this.part("progress").value = 100;
    this.become("done", say.done);
    window.htmx?.trigger("#arrived", "renew");
    next();
  }
}

const transfers = new Set();

/** Start what waits, two at a time. */
function next() {
  const going = [...transfers].filter((one) => ["going", "broken"].includes(one.state)).length;
  const waiting = [...transfers].filter((one) => one.state === "waiting");
  waiting.slice(0, Math.max(0, AT_ONCE - going)).forEach((one) => one.start());
}

/** Say whether this page may be closed. */
function tell() {
  const all = [...transfers];
  const moving = all.filter((one) => ["waiting", "going", "broken"].includes(one.state)).length;
  const safe = all.every((one) => one.state === "done");
  overall.hidden = all.length === 0;
  overall.classList.toggle("true", safe);
  const words = safe ? say.safe : moving === 0 ? say.stuck : moving === 1 ? say.busyOne : say.busy;
  const said = filled(words, { n: whole.format(moving) });
  if (overall.textContent !== said) overall.textContent = said; // read aloud once
}

function add(files) {
  for (const file of files) transfers.add(new Transfer(file));
  tell();
  next();
}

const drop = root.querySelector(".drop");
drop.hidden = false;
root.querySelector(".scriptless").remove();
for (const input of drop.querySelectorAll("input")) {
  input.onchange = () => { add(input.files); input.value = ""; };
}
form.onsubmit = (event) => event.preventDefault();
// A file that misses its place must not replace the page.
for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
drop.addEventListener("dragover", () => drop.classList.add("over"));
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
window.addEventListener("drop", (event) => add([...event.dataTransfer.files].filter((file) => file.size || file.type)));
// The link is back: do not wait for the next try.
window.addEventListener("online", () => {
  for (const one of transfers) if (one.state === "broken") one.upload.abort().then(() => one.start());
});
window.addEventListener("beforeunload", (event) => {
  if ([...transfers].some((one) => one.state !== "done")) event.preventDefault();
});
