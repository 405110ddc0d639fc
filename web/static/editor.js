// The editor of a clip's words. Without it the plain form below does the same, a page at a time.

import { attach, read, reveal, said } from "./player.js";
import { Keys } from "./editor/keys.js";
import { Lines } from "./editor/model.js";
import { Page } from "./editor/page.js";
import { Saver } from "./editor/saving.js";

const REWIND_MS = 2500; // how far playing goes back after somebody typed
const LOOK_MS = 6000; // how often others' changes are asked for

const root = document.querySelector("#editor");
const say = JSON.parse(root.dataset.say);
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const status = root.querySelector("#status");
const lines = new Lines();
const page = new Page(root, lines, say, filled);
const saver = new Saver(root, lines, { tell, say: tellPeople });
const keys = new Keys();
const player = withPlayer();

/** Take an answer of the studio; `own` are the lines that this window sent with it. */
function tell(news, own) {
  const met = lines.hear(news, { own });
  for (const one of news.conflicts ?? []) if (lines.typed.has(one.id)) lines.conflicts.set(one.id, one);
  for (const id of met) lines.conflicts.set(id, { id, theirs: lines.rows.get(id) ?? null, by: lines.rows.get(id)?.by ?? "", time: news.time });
  for (const field of document.querySelectorAll("input[name=revision]")) field.value = lines.revision;
  root.querySelector("#state").textContent = say[`state-${news.state}`];
  page.draw();
  show();
}

function tellPeople(kind, detail = "") {
  const words = { saved: filled(say.saved, { time: detail }), overtaken: filled(say.overtaken, { who: detail || "?" }), refused: `${say.refused} ${detail}` };
  if (kind === "saved" && lines.unsaved().length) return;
  status.textContent = words[kind] ?? say[kind];
  status.dataset.kind = kind;
}

/** The player, if the clip is prepared: the line and the word are lit, and what one types is on the picture. */
function withPlayer() {
  const place = root.querySelector("[data-player]");
  if (!place) return null;
  for (const track of place.querySelectorAll("track")) track.remove(); // the lines here are newer than its file
  const made = attach(place);
  const lit = () => {
    const item = page.light(made.now());
    show();
    if (item && !page.list.contains(document.activeElement)) item.scrollIntoView({ block: "nearest", behavior: "smooth" });
    if (!made.video.paused) requestAnimationFrame(lit);
  };
  for (const what of ["play", "seeked", "pause"]) made.video.addEventListener(what, lit);
  place.addEventListener("mark", (event) => { if (page.lit) mark(page.lit, event.detail === "start" ? "begin" : "finish"); });
  keys.list(root.querySelector("dialog.keys"), say.press);
  return made;
}

function show() {
  const live = root.querySelector(".cue.live");
  if (!live || !player) return;
  const words = page.shown(player.now());
  live.hidden = !words;
  if (live.dataset.words === words) return;
  live.dataset.words = words;
  const line = document.createElement("p");
  line.dir = "auto";
  line.textContent = words;
  live.replaceChildren(line);
}

function type(item, change, ms) {
  lines.type(item.row, change);
  page.draw();
  show();
  saver.soon(ms);
}

let typedWhilePlaying = false;
page.list.addEventListener("input", (event) => {
  const item = event.target.closest("li");
  if (!event.target.matches("textarea")) return;
  item.typing = true;
  if (player && !player.video.paused) { player.video.pause(); typedWhilePlaying = true; }
  lines.type(item.row, { text: event.target.value });
  page.draw();
  show();
  if (event.target.value.trim()) saver.soon(); // emptied lines are deleted when somebody leaves them
});
page.list.addEventListener("focusout", (event) => {
  const item = event.target.closest("li");
  if (event.target.matches("textarea")) { item.typing = false; if (lines.typed.has(item.dataset.id)) saver.soon(100); }
  setTimeout(() => page.draw(), 0); // lines that waited for somebody to leave
});
page.list.addEventListener("change", (event) => {
  if (!event.target.matches(".start, .end")) return;
  const item = event.target.closest("li"), ms = read(event.target.value);
  if (Number.isNaN(ms)) { event.target.setAttribute("aria-invalid", "true"); return; }
  event.target.removeAttribute("aria-invalid");
  type(item, { [event.target.className]: ms }, 100);
});
page.list.addEventListener("click", (event) => {
  const item = event.target.closest("li");
  if (!item) return;
  const button = event.target.closest("button");
  if (button?.dataset.choice) choose(item, button.dataset.choice);
  else if (button?.dataset.do) deed(button.dataset.do, item);
  else if (button || event.target.closest(".source")) player?.seek(item.row.start);
  else if (event.target.closest(".view")) { player?.seek(event.target.start ?? item.row.start); item.querySelector("textarea").focus(); }
});

/** One person's words, the other's, or both: then they are saved on what the other did. */
function choose(item, choice) {
  const { theirs } = lines.conflicts.get(item.dataset.id);
  const mine = lines.typed.get(item.dataset.id);
  lines.conflicts.delete(item.dataset.id);
  if (choice === "theirs") lines.typed.delete(item.dataset.id);
  if (choice === "both" && mine) lines.typed.set(item.dataset.id, { ...mine, text: [theirs?.text, mine.text].filter(Boolean).join("\n") });
  item.typing = false;
  page.draw();
  saver.soon(50);
  item.querySelector("textarea").focus();
}

const letter = (area) => [...area.value.slice(0, area.selectionStart)].length; // code points, as the studio counts

async function deed(what, item) {
  const row = item?.row, id = row?.id, area = item?.querySelector("textarea");
  if (what === "toggle") toggle();
  else if (what === "next") (page.next(item)?.querySelector("textarea") ?? area).focus();
  else if (what === "begin" || what === "finish") mark(item, what);
  else if (what === "begin-rest") { if (player) await saver.does({ type: "shift", row: id, start: player.now() }); }
  else if (what === "split") {
    const at = area === document.activeElement || item.typing ? letter(area) : 0;
    await saver.does({ type: "split", row: id, ...(at && at < [...area.value].length ? { at } : {}) });
  } else if (what === "delete") {
    if (!window.confirm(say.sure)) return;
    lines.typed.delete(id);
    if (lines.rows.has(id)) await saver.does({ type: "delete", row: id });
    else page.draw();
  } else if (what === "confirm") await saver.does({ type: "confirm", row: id, seen: lines.sourcesOf(row).map((one) => one.print) });
  else if (what === "join") await saver.does({ type: "join", row: id });
  else if (["undo", "redo", "untangle", "like-source"].includes(what)) await saver.does({ type: what });
  else if (what === "add") add();
}

function toggle() {
  if (!player) return;
  if (player.video.paused && typedWhilePlaying) player.seek(player.now() - REWIND_MS);
  typedWhilePlaying = false;
  player.toggle();
}

function mark(item, what) {
  if (!player || !item) return;
  type(item, { [what === "begin" ? "start" : "end"]: player.now() }, 400);
}

/** A new line of two seconds, or up to the next. */
function add() {
  const start = player?.now() ?? (page.all.at(-1)?.end ?? 0);
  const next = page.all.find((row) => row.start > start && row.text);
  const end = Math.max(start + 1, Math.min(start + 2000, next?.start ?? Infinity, clipMs));
  const id = `r${crypto.getRandomValues(new Uint32Array(2)).reduce((all, one) => all + one.toString(16).padStart(8, "0"), "")}`;
  lines.typed.set(id, { start, end, text: "", seen: [] });
  page.draw();
  page.items.get(id).querySelector("textarea").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button && !button.closest("#lines, [data-player], dialog")) deed(button.dataset.do);
});
document.addEventListener("keydown", (event) => {
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  const inLines = page.list.contains(event.target);
  const item = inLines ? event.target.closest("li") : page.lit;
  const typing = event.target.matches("textarea");
  if (typing && event.key === "Escape") { event.target.blur(); return; }
  const marks = { ArrowDown: "begin", ArrowUp: "finish" }[event.key];
  const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
  let what = marks && plain && item && player && !player.video.paused && !event.target.matches("input[type=range]") ? marks : keys.deed(event);
  if (!what || (what === "next" && !(inLines && typing))) return;
  if (!item && what !== "toggle" && what !== "undo") return;
  event.preventDefault();
  deed(what, item);
});

const replacing = root.querySelector("#replace");
replacing.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { find, by, whole, case: capitals } = replacing.elements;
  const news = await saver.does({ type: "replace", find: find.value, by: by.value, whole: whole.checked, case: capitals.checked });
  if (news) root.querySelector("#found").textContent = filled(say.found, { n: news.rows.length + news.gone.length });
});
const shifting = root.querySelector("#shift");
shifting.addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = shifting.elements.by.value.trim().replace("−", "-");
  const ms = read(typed.replace(/^[-+]/, ""));
  shifting.elements.by.setCustomValidity("");
  if (Number.isNaN(ms)) { shifting.elements.by.setAttribute("aria-invalid", "true"); return; }
  shifting.elements.by.removeAttribute("aria-invalid");
  const from = shifting.elements.which.value === "rest" ? (last ?? page.lit)?.dataset.id : "";
  if (from !== undefined) saver.does({ type: "shift", row: from, by: typed.startsWith("-") ? -ms : ms });
});
let last = null; // the line that somebody was at
page.list.addEventListener("focusin", (event) => { last = event.target.closest("li"); });

window.addEventListener("beforeunload", (event) => { if (saver.unsaved) event.preventDefault(); });
window.addEventListener("pagehide", () => saver.keep());
window.addEventListener("online", () => saver.soon(0));

let clipMs = Infinity;
async function begin() {
  const answer = await fetch(`${root.dataset.address}rows.json`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return; // the plain form stays
  const news = await answer.json();
  page.limits = news.limits;
  clipMs = news.clip_ms;
  root.querySelector("#plain").remove();
  page.list.hidden = false;
  reveal(root);
  tell(news, []);
  if (saver.takeUp()) { tellPeople("back"); page.draw(); saver.soon(0); }
  setInterval(() => { if (!document.hidden) saver.look(); }, LOOK_MS);
  const heard = await fetch(root.dataset.words, { headers: { Accept: "application/json" } }).catch(() => null);
  if (heard?.ok) { page.words = (await heard.json()).words; page.draw(); }
}
begin();
