// The lines on the page: one <li> each, written only where something changed.

import { said } from "../player.js";
import { remarks, speed } from "./remarks.js";
import { DOUBTFUL, UNSURE, timed } from "./words.js";

export class Page {
  constructor(root, lines, say, filled) {
    Object.assign(this, { root, lines, say, filled });
    this.list = root.querySelector("#lines");
    this.pattern = document.querySelector("#line");
    this.items = new Map(); // id: <li>
    this.words = [];
    this.limits = null;
  }

  /** Bring the page up to what the lines are; what somebody is writing in is left alone. */
  draw() {
    const all = this.lines.all();
    const wanted = new Set(all.map((row) => row.id));
    for (const [id, item] of this.items) {
      if (!wanted.has(id) && !item.contains(document.activeElement)) { item.remove(); this.items.delete(id); }
    }
    let place = this.list.firstElementChild;
    all.forEach((row, at) => {
      const item = this.item(row.id);
      this.fill(item, row, all[at + 1]);
      if (item === place) place = place.nextElementSibling;
      else if (!item.contains(document.activeElement)) this.list.insertBefore(item, place);
    });
    this.all = all;
  }

  item(id) {
    if (!this.items.has(id)) {
      const item = this.pattern.content.firstElementChild.cloneNode(true);
      item.dataset.id = id;
      this.items.set(id, item);
    }
    return this.items.get(id);
  }

  fill(item, row, following) {
    const sources = this.lines.sourcesOf(row);
    const state = JSON.stringify([row, sources, following?.start, this.lines.stale.has(row.id), this.lines.conflicts.get(row.id), this.words.length]);
    if (item.filled === state) return;
    item.filled = state;
    item.row = row;
    const writing = item.querySelector("textarea"), when = item.querySelector(".when");
    when.textContent = said(row.start).slice(0, -2);
    when.setAttribute("aria-label", this.filled(this.say.play, { time: when.textContent }));
    if (writing !== document.activeElement || !item.typing) {
      if (writing.value !== row.text) writing.value = row.text;
      item.querySelector(".start").value = said(row.start);
      item.querySelector(".end").value = said(row.end);
    }
    writing.setAttribute("aria-label", this.filled(this.say.line, { time: said(row.start) }));
    const source = item.querySelector(".source");
    if (source) this.speak(source, sources.map((one) => timed(one, this.words)));
    const view = item.querySelector(".view");
    if (row.text) this.speak(view, [this.root.dataset.from ? [{ text: row.text }] : timed(row, this.words)]);
    else view.textContent = this.say.empty;
    item.classList.toggle("empty", !row.text);
    item.classList.toggle("typed", this.lines.typed.has(row.id));
    item.querySelector(".stale").hidden = !this.lines.stale.has(row.id);
    this.judge(item, row, following);
    this.meet(item, this.lines.conflicts.get(row.id));
  }

  /** Write words such that each can be lit while it is spoken, and shows how sure the machine was. */
  speak(place, lines) {
    place.replaceChildren(...lines.flatMap((parts, at) => [...(at ? [document.createElement("br")] : []), ...parts.map((part) => {
      if (part.start === undefined) return document.createTextNode(part.text);
      const word = document.createElement("span");
      word.textContent = part.text;
      [word.start, word.end] = [part.start, part.end];
      word.className = part.sure < DOUBTFUL ? "word doubtful" : part.sure < UNSURE ? "word unsure" : "word";
      return word;
    })]));
  }

  /** Say what is wrong with a line, as far as it is there. */
  judge(item, row, following) {
    const found = row.text ? remarks(row, following?.empty ? null : following?.start ?? null, this.limits) : [];
    item.querySelector(".said").textContent = found.map((one) => `${this.say[`remark-${one}`]}.`).join(" ");
    item.querySelector(".speed").textContent = row.text ? this.filled(this.say.speed, { speed: speed(row) }) : "";
    item.classList.toggle("remarked", found.length > 0);
  }

  /** Show both versions of a line that two people changed. */
  meet(item, conflict) {
    const place = item.querySelector(".conflict");
    place.hidden = !conflict;
    if (!conflict) return;
    const sentence = conflict.theirs ? this.say.changed : this.say.deleted;
    place.querySelector(".who").textContent = this.filled(sentence, { who: conflict.by || "?", time: conflict.time });
    place.querySelector(".theirs").textContent = conflict.theirs?.text ?? "";
  }

  /** Light the line and the word of a moment; return the line's item if it is another than before. */
  light(ms) {
    const row = this.all?.findLast((one) => one.start <= ms && ms < one.end);
    const item = row ? this.items.get(row.id) : null;
    for (const word of this.list.querySelectorAll(".word.now")) word.classList.remove("now");
    for (const word of item?.querySelectorAll(".word") ?? []) word.classList.toggle("now", word.start <= ms && ms < word.end);
    if (item === this.lit) return null;
    this.lit?.classList.remove("now");
    item?.classList.add("now");
    this.lit = item;
    return item;
  }

  /** What the film shows at a moment. */
  shown(ms) {
    return (this.all ?? []).filter((one) => one.text && one.start <= ms && ms < one.end).map((one) => one.text).join("\n");
  }

  next(item, by = 1) {
    const at = this.all.findIndex((row) => row.id === item.dataset.id);
    const row = this.all[at + by];
    return row ? this.items.get(row.id) : null;
  }
}
