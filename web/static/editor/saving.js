// Saving: one request after another, again until it arrives. Nothing typed is dropped by anything but a person.

const WAITS_MS = [1000, 2000, 4000, 8000, 15000];

export class Saver {
  /** `tell(news, ids, body)` is called with each answer, `say(kind, detail)` with what people are to know. */
  constructor(root, lines, { tell, say }) {
    this.address = root.dataset.address;
    this.draft = `subtitles:${root.dataset.who}:${this.address}`;
    this.token = document.querySelector("meta[name=form-token]").content;
    this.window = Math.random().toString(36).slice(2, 10) || "w";
    this.count = 0;
    this.tail = Promise.resolve();
    Object.assign(this, { lines, tell, say, busy: 0 });
  }

  get unsaved() {
    return this.busy > 0 || this.lines.typed.size > 0;
  }

  /** Save what was typed, a little after the last key. */
  soon(ms = 900) {
    clearTimeout(this.timer);
    this.keep();
    this.timer = setTimeout(() => this.now(), ms);
  }

  now() {
    clearTimeout(this.timer);
    return this.queue(async () => {
      const typed = this.lines.unsaved().slice(0, 200);
      if (!typed.length) return null;
      const sent = new Map(typed);
      const lines = typed.map(([id, one]) => ({ id, start: one.start, end: one.end, text: one.text, seen: one.seen ?? [] }));
      const answer = await this.send({ type: "write", lines });
      if (answer?.ok) {
        for (const [id, one] of sent) if (this.lines.typed.get(id) === one) this.lines.typed.delete(id);
      }
      return this.heard(answer, [...sent.keys()]);
    });
  }

  /** Do something else with the lines, after what was typed is saved. */
  async does(wish) {
    await this.now();
    return this.queue(async () => this.heard(await this.send(wish), []));
  }

  /** Ask what others did. */
  look() {
    if (this.busy) return null;
    return this.queue(async () => {
      const known = `revision=${this.lines.revision}&source_revision=${this.lines.sourceRevision}`;
      const answer = await fetch(`${this.address}news.json?${known}`, { headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.ok) this.tell(await answer.json(), []);
    });
  }

  queue(work) {
    this.busy += 1;
    const done = this.tail.then(work).finally(() => { this.busy -= 1; this.keep(); });
    this.tail = done.catch(() => null);
    return done;
  }

  /** Send one change until the studio has answered; the same key tells it that this is the same change. */
  async send(wish) {
    this.count += 1;
    const asked = { do: wish, revision: Math.max(0, this.lines.revision), source_revision: Math.max(0, this.lines.sourceRevision), key: `${this.window}-${this.count}` };
    let state = "saving";
    for (let tries = 0; ; tries += 1) {
      this.say(state);
      const headers = { "Content-Type": "application/json", Accept: "application/json", "X-Form-Token": this.token };
      const answer = await fetch(`${this.address}changes`, { method: "POST", headers, body: JSON.stringify(asked) }).catch(() => null);
      if (answer && ![401, 429, 502, 503, 504].includes(answer.status)) return answer;
      state = answer?.status === 401 ? "signedout" : "waiting";
      this.say(state);
      await new Promise((go) => { setTimeout(go, WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]); });
    }
  }

  async heard(answer, ids) {
    if (!answer) return null;
    if (!answer.headers.get("Content-Type")?.includes("json")) {
      this.say("refused", await answer.text());
      return null;
    }
    const news = await answer.json();
    this.tell(news, ids);
    if (answer.ok) this.say("saved", news.time);
    else if (!ids.length) this.say("overtaken", news.conflicts.map((one) => one.by).find(Boolean) ?? "");
    return answer.ok ? news : null;
  }

  /** Keep what is not saved for this window alone; it goes as soon as it is saved. */
  keep() {
    try {
      if (!this.lines.typed.size) sessionStorage.removeItem(this.draft);
      else sessionStorage.setItem(this.draft, JSON.stringify({ revision: this.lines.revision, typed: [...this.lines.typed] }));
    } catch { /* a full or forbidden store: it is in memory still */ }
  }

  /** Take up what was typed before the page went, if it was the same person's; return whether there was any. */
  takeUp() {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("subtitles:") && !key.startsWith(this.draft.slice(0, this.draft.indexOf(":", 10) + 1))) sessionStorage.removeItem(key);
    }
    const kept = JSON.parse(sessionStorage.getItem(this.draft) ?? "null");
    if (!kept?.typed.length) return false;
    this.lines.typed = new Map(kept.typed);
    this.lines.revision = Math.min(this.lines.revision, kept.revision); // what was changed since meets it there
    return true;
  }
}
