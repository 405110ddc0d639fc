// What the phone keeps: at every touch, in localStorage, in IndexedDB where a browser has no other, else not
// at all, which the page says. Spoken notes lie beside, so that a touch never writes megabytes.
const keeping = { way: null, failed: false };

const inLocal = {
  async get(key) { return localStorage.getItem(key); },
  async set(key, text) { localStorage.setItem(key, text); },
  async drop(key) { localStorage.removeItem(key); },
};

function asked(request) {
  return new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
}

async function shelf(mode) {
  const opening = indexedDB.open("pvstudio-feedback", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
  return (await asked(opening)).transaction("kept", mode).objectStore("kept");
}

const inIndexed = {
  async get(key) { return (await asked((await shelf("readonly")).get(key))) ?? null; },
  async set(key, text) { await asked((await shelf("readwrite")).put(text, key)); },
  async drop(key) { await asked((await shelf("readwrite")).delete(key)); },
};

const nowhere = { async get() { return null; }, async set() {}, async drop() {} };

// Find the first way that really gives back what it was given.
async function findWay() {
  for (const way of [inLocal, inIndexed]) {
    try {
      await way.set("pvstudio-feedback-try", "1");
      const back = await way.get("pvstudio-feedback-try");
      await way.drop("pvstudio-feedback-try");
      if (back === "1") { keeping.way = way; return; }
    } catch { /* this browser refuses: the next way */ }
  }
  keeping.way = nowhere;
}

let line = Promise.resolve();

// Keep the state as it is now. Writes stand in line, so that an older one never comes last.
function keep() {
  const text = JSON.stringify(state);
  line = line.then(() => keeping.way.set(PLACE, text)).then(
    () => { keeping.failed = false; },
    () => { if (!keeping.failed) { keeping.failed = true; show(state.screen); } },
  );
  return line;
}

function keepNote(id, data) { return keeping.way.set(`${PLACE}:${id}`, data); }
function noteData(id) { return keeping.way.get(`${PLACE}:${id}`); }

function newId(kind) {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `${kind}-${Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("")}`;
}

function newReceipt() {
  return String(1000 + (crypto.getRandomValues(new Uint16Array(1))[0] % 9000));
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function freshScreening() {
  return { id: newId("screening"), on: today(), place: "", rows: [], reported: false };
}

function fresh() {
  return {
    screen: "home", language: DATA.languages[0].tag, address: DATA.addresses[0] || "", receipt: newReceipt(),
    now: freshScreening(), before: [], responses: [], notes: [], away: {}, refused: {}, draft: null,
  };
}
