// Sending: a file that somebody carries to the studio, or a form to the studio itself. Nothing is taken away
// here: a thing counts as sent when the studio has said so, and stays on the phone until it is deleted by hand.
const AT_ONCE = { responses: 500, screenings: 20, notes: 1 };

function reports() {
  return [...state.before, state.now].filter((one) => one.reported);
}

function unsent() {
  const waits = (one) => !state.away[one.id];
  return { responses: state.responses.filter(waits), screenings: reports().filter(waits), notes: state.notes.filter(waits) };
}

function waiting() {
  return Object.values(unsent()).reduce((sum, things) => sum + things.length, 0);
}

// What waits, in bundles that the studio takes; reports come first, so that their day counts for what was said.
async function bundles() {
  const left = unsent();
  const made = [];
  do {
    const some = Object.fromEntries(Object.entries(AT_ONCE).map(([kind, most]) => [kind, left[kind].splice(0, most)]));
    made.push({
      format: "pvstudio-feedback/1", kit: DATA.kit, receipt: state.receipt,
      responses: some.responses.map(({ tally, ...one }) => one),
      screenings: some.screenings.map((one) => ({ id: one.id, on: one.on, place: one.place, tallies: one.rows, language: state.language })),
      notes: await Promise.all(some.notes.map(async ({ kb, ...one }) => ({ ...one, data: (await noteData(one.id)) || "" }))),
    });
  } while (Object.values(left).some((things) => things.length));
  return made;
}

SCREENS.send = (told = "") => {
  const number = waiting();
  const nothing = !state.responses.length && !reports().length && !state.notes.length;
  const refused = Object.keys(state.refused).filter((id) => !state.away[id]);
  const address = make("input", { value: state.address, dir: "ltr", inputmode: "url", autocomplete: "off", placeholder: "192.168.4.1:8000",
    "aria-describedby": "wrong",
    onchange: () => { state.address = address.value.trim(); keep(); } });
  const receipt = make("input", { inputmode: "numeric", dir: "ltr", autocomplete: "off", maxlength: "8" });
  return [
    heading(nothing ? say("nothing") : number ? say("unsent", { n: number }) : say("all_sent")),
    make("p", { role: "status", id: "told" }, told),
    refused.length ? make("p", { class: "warn" }, say("refused", { n: refused.length })) : null,
    refused.length ? make("ul", { class: "quiet", dir: "ltr" }, ...refused.map((id) => make("li", {}, `${id}: ${state.refused[id]}`))) : null,
    number && KEY ? (SERVED ? null : field(say("address"), address)) : null,
    number && KEY ? make("p", { class: "warn", id: "wrong", role: "alert", hidden: true }, say("no_address")) : null,
    number && KEY ? button(say("send_now"), () => (SERVED ? send() : sendTo(address)), "go") : null,
    number ? button(say("save_file"), save, KEY ? "" : "go") : null,
    number && (inFile || !SERVED) ? make("div", {}, field(say(inFile ? "receipt_file" : "receipt_ask"), receipt),
      button(say("is_there"), () => compare(receipt.value))) : null,
    nothing ? null : button(say("forget"), forget, "stop"),
    foot(button(say("back"), () => then("home"))),
  ].filter((one) => one);
};

// A bundle as it is sent: half an emoji, where a field was full, is no text, and would spoil all of it.
function written(bundle) {
  const whole = (words) => words.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (one) => (one.length === 2 ? one : ""));
  return JSON.stringify(bundle, (_key, value) => (typeof value === "string" ? whole(value) : value));
}

async function save() {
  const made = await bundles();
  made.forEach((bundle, at) => {
    const href = URL.createObjectURL(new Blob([written(bundle)], { type: "application/json" }));
    const part = made.length > 1 ? `-${at + 1}` : "";
    const link = make("a", { href, download: `feedback-${today()}-${state.receipt}${part}.json` });
    document.body.append(link);
    link.click();
    link.remove();
  });
  offered = made;
  inFile = true;
  show("send", say("in_file"));
}

// What was handed over last, so that the studio's number can say of it that it is there; whether as a file.
let offered = [];
let inFile = false;

// Where the studio takes things, by what was typed; null for what is no address. A browser would make 192.168.0.4
// out of “192.168.4”: what it reads otherwise than it stands there is none either.
function studioAt(typed) {
  const [, scheme = "http", host, port = ""] = /^(?:(https?):\/\/)?([a-z0-9.-]+)(:\d+)?(?:\/.*)?$/i.exec(typed.trim()) ?? [];
  if (!host) return null;
  try {
    const found = new URL(`${scheme}://${host}${port}/f`);
    return found.hostname === host.toLowerCase() ? found : null;
  } catch { return null; }
}

// What is no address stays where it was typed, and is told there.
function sendTo(input) {
  state.address = input.value.trim();
  keep();
  const there = studioAt(state.address);
  input.setAttribute("aria-invalid", String(!there));
  document.getElementById("wrong").hidden = Boolean(there);
  if (there) send();
  else input.focus();
}

const PATIENCE_MS = 10000;
let patience = 0;

// Where no studio is nobody answers: whoever waits is told what to do. An answer may still come.
function saySending() {
  show("send", say("sending"));
  clearTimeout(patience);
  patience = setTimeout(() => {
    const told = document.getElementById("told");
    if (told?.textContent !== say("sending")) return;
    told.textContent = say("no_answer_yet");
    told.className = "warn";
  }, PATIENCE_MS);
}

async function send() {
  const [bundle] = await bundles();
  offered = [bundle];
  inFile = false;
  const fields = { key: KEY, bundle: written(bundle) };
  if (SERVED) return sendHere(fields);
  const action = studioAt(state.address).href;
  const form = make("form", { method: "post", enctype: "multipart/form-data", action, target: "studio-feedback", hidden: true },
    ...Object.entries(fields).map(([name, value]) => { const one = make("input", { type: "hidden", name }); one.value = value; return one; }));
  document.body.append(form);
  form.submit();
  form.remove();
  return saySending();
}

async function sendHere(fields) {
  saySending();
  try {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const answer = await fetch("/f", { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) { show("send", told.words || say("no_answer")); return; }
    arrived(told);
    if (Object.keys(told.refused).length === 0 && waiting()) { await send(); return; }
    then("send", say("receipt_ok"));
  } catch {
    show("send", say("no_answer"));
  }
}

// The studio has said what it has: exactly that is sent.
function arrived(told) {
  for (const id of [...told.kept, ...told.known]) { state.away[id] = 1; delete state.refused[id]; }
  Object.assign(state.refused, told.refused);
  state.receipt = newReceipt();
  keep();
}

// From another window: only the studio's own, and only about what was sent just now.
window.addEventListener("message", (event) => {
  const told = event.data?.feedback;
  if (!told || told.receipt !== state.receipt || event.origin !== studioAt(state.address)?.origin) return;
  arrived(told);
  then("send", say("receipt_ok"));
});

// Somebody typed the number that the studio shows once it has everything of the last file or form.
function compare(typed) {
  if (!offered.length || typed.trim() !== state.receipt) { show("send", say("receipt_no")); return; }
  const ids = offered.flatMap((bundle) => [...bundle.responses, ...bundle.screenings, ...bundle.notes].map((one) => one.id));
  arrived({ kept: ids, known: [], refused: {} });
  offered = [];
  inFile = false;
  then("send", say("receipt_ok"));
}

async function forget() {
  if (!window.confirm(say("forget_sure"))) return;
  for (const note of state.notes) await drop(`${PLACE}:${note.id}`);
  await drop(PLACE);
  Object.assign(state, fresh(), { language: state.language });
  then("home");
}
