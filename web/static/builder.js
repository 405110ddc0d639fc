// The cut builder without reloading: forms are sent and the board is exchanged; parts are dragged; cards are
// drawn while they are written. Everything here works by plain forms, too.

const token = document.querySelector("meta[name=form-token]").content;
const board = () => document.getElementById("board");

// -- forms: send, exchange the board, keep what is open, where one is and what has the focus -------------

function opened() {
  return [...board().querySelectorAll("details[open]")].map(placeOf);
}

// A <details> is known again by the part or section that it is in, and its number there.
function placeOf(details) {
  const home = details.closest("[id], section");
  const name = home.id || home.getAttribute("aria-labelledby");
  return `${name}:${[...home.querySelectorAll("details")].indexOf(details)}`;
}

async function send(address, fields, to) {
  const before = board();
  before.setAttribute("aria-busy", "true");
  const open = opened();
  let answer, text;
  try {
    answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { "X-Form-Token": token } });
    text = await answer.text();
  } catch {
    before.removeAttribute("aria-busy");
    return tell(before.dataset.failed);
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const whole = page.getElementById("board");
  if (!whole) return refused(page);
  before.replaceWith(document.adoptNode(whole));
  document.title = page.title;
  history.replaceState(null, "", answer.url.startsWith(location.origin) && answer.ok ? answer.url : location.href);
  for (const details of board().querySelectorAll("details")) details.open ||= open.includes(placeOf(details));
  refocus(to ?? fields.get("part"), fields.get("act"));
  tell(answer.ok ? board().dataset.saved : "");
  if (answer.status === 409) scrollTo(0, 0);
}

// Where the part is now, on the same button; where that is gone, on what is there.
function refocus(number, act) {
  if (number === null) return;
  const part = document.getElementById(`part-${number}`) ?? document.querySelector(".part:last-child");
  const button = act && (part?.querySelector(`[value=${act}]:enabled`) ?? part?.querySelector("[name=act]:enabled"));
  (button || part)?.focus({ preventScroll: true });
  part?.scrollIntoView({ block: "nearest" });
}

// A page that is no board says what could not be done: it is shown above the board, with what was typed still there.
function refused(page) {
  board().removeAttribute("aria-busy");
  const words = Object.assign(document.createElement("div"), { className: "stopped", id: "refused" });
  words.setAttribute("role", "alert");
  words.append(...page.querySelectorAll("main > h1, main > .note, main > .reasons"));
  for (const head of words.querySelectorAll("h1")) head.replaceWith(Object.assign(document.createElement("p"), { textContent: head.textContent }));
  document.getElementById("refused")?.remove();
  board().querySelector(".sight").append(words);
  words.scrollIntoView({ block: "nearest" });
}

function tell(words) {
  const said = document.getElementById("said");
  if (said && words) said.textContent = `${words} ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`;
}

// Forms of one part are opened and closed in its place.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-go]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const answer = await fetch(link.href).catch(() => null);
  if (!answer?.ok) return void (location.href = link.href);
  const whole = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
  board().replaceWith(document.adoptNode(whole));
  history.replaceState(null, "", link.href);
  refocus(link.dataset.go);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-swap]")) return;
  event.preventDefault();
  send(form.action, new FormData(form, event.submitter), event.submitter?.dataset.to);
});

// -- dragging parts: the same form as “Move”, filled in ------------------------------------------------------

let dragged = null;

document.addEventListener("dragstart", (event) => {
  const part = event.target.closest?.(".part");
  if (!part?.draggable) return; // something else of the page
  dragged = part;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", part.dataset.number);
  part.classList.add("dragged");
});

document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.(".part");
  if (!dragged || !over) return;
  event.preventDefault();
  mark(over, event);
});

document.addEventListener("drop", (event) => {
  const over = event.target.closest?.(".part");
  if (!dragged || !over) return;
  event.preventDefault();
  const from = Number(dragged.dataset.number), below = isBelow(over, event);
  let to = Number(over.dataset.number) + (below ? 1 : 0);
  if (to > from) to -= 1; // the place that it leaves closes
  if (to === from) return;
  const form = dragged.querySelector("form.moves");
  const fields = new FormData(form);
  fields.set("do", "move");
  fields.set("to", to);
  send(form.action, fields, to);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
  unmark();
});

function mark(over, event) {
  unmark();
  over.classList.add(isBelow(over, event) ? "after" : "before");
}

function unmark() {
  for (const one of document.querySelectorAll(".part.before, .part.after")) one.classList.remove("before", "after");
}

function isBelow(over, event) {
  const box = over.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}

// Only heads are dragged, so that letters in forms can be selected.
document.addEventListener("pointerdown", (event) => {
  const part = event.target.closest?.(".part");
  if (part) part.draggable = Boolean(event.target.closest(".head")) && event.pointerType === "mouse";
});

// -- cards: drawn while they are written -----------------------------------------------------------------

let waiting = 0;

document.addEventListener("input", (event) => {
  const home = event.target.closest("[data-preview]");
  if (!home) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => draw(home), 350);
});

async function draw(home) {
  const asked = (home.asked = (home.asked ?? 0) + 1);
  const form = home.closest("form"), place = home.querySelector(".preview");
  place.setAttribute("aria-busy", "true");
  const answer = await fetch(home.dataset.preview, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { "X-Form-Token": token, Accept: "image/jpeg" },
  }).catch(() => null);
  if (asked !== home.asked) return; // something newer is on its way
  place.removeAttribute("aria-busy");
  if (answer?.status === 200) await show(place, await answer.blob());
  else if (answer?.status === 204) place.replaceChildren();
  else if (answer) place.replaceChildren(Object.assign(document.createElement("p"), { className: "stopped", textContent: await answer.text() }));
}

// Onto a canvas: pictures from memory are no address that the page may load.
async function show(place, blob) {
  const picture = await createImageBitmap(blob);
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  canvas.setAttribute("role", "img");
  canvas.getContext("2d").drawImage(picture, 0, 0);
  place.replaceChildren(canvas);
}
