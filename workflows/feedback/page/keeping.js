// What the phone keeps, at every touch, on two shelves. localStorage has it at once, also where the page is
// closed in the same moment, but browsers write it to the disk seconds later; IndexedDB is slower, and has it on
// the disk when it says so. What was kept last counts. Where a browser refuses both, the page says so.
const keeping = { ways: [], failed: false };

const inLocal = {
  async get(key) { return localStorage.getItem(key); },
  async set(key, text) { localStorage.setItem(key, text); },
  async drop(key) { localStorage.removeItem(key); },
};

let opened = null;

function database() {
  opened ??= new Promise((yes, no) => {
    const opening = indexedDB.open("pvstudio-feedback", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onsuccess = () => yes(opening.result);
    opening.onerror = () => no(opening.error);
    setTimeout(() => no(new Error("It does not open.")), 3000); // some browsers never answer
  });
  return opened;
}

// Do one thing with the shelf; changes come in the order in which they were asked for.
async function shelf(mode, deed) {
  const change = (await database()).transaction("kept", mode, { durability: "strict" });
  const request = deed(change.objectStore("kept"));
  return new Promise((yes, no) => {
    change.oncomplete = () => yes(request.result);
    change.onabort = change.onerror = () => no(change.error);
  });
}

const inIndexed = {
  async get(key) { return (await shelf("readonly", (store) => store.get(key))) ?? null; },
  async set(key, text) { await shelf("readwrite", (store) => store.put(text, key)); },
  async drop(key) { await shelf("readwrite", (store) => store.delete(key)); },
};

const untilClosed = new Map();
const inMemory = {
  async get(key) { return untilClosed.get(key) ?? null; },
  async set(key, text) { untilClosed.set(key, text); },
  async drop(key) { untilClosed.delete(key); },
};

// Find the ways that really give back what they were given.
async function findWays() {
  for (const way of [inLocal, inIndexed]) {
    try {
      await way.set("pvstudio-feedback-try", "1");
      const back = await way.get("pvstudio-feedback-try");
      await way.drop("pvstudio-feedback-try");
      if (back === "1") keeping.ways.push(way);
    } catch { /* this browser refuses: the next way */ }
  }
  if (!keeping.ways.length) keeping.ways.push(inMemory);
}

// Keep the state as it is now. It failed where no way took it.
function keep() {
  state.turn = (state.turn || 0) + 1;
  const text = JSON.stringify(state);
  return Promise.any(keeping.ways.map((way) => way.set(PLACE, text))).then(
    () => { keeping.failed = false; },
    () => { if (!keeping.failed) { keeping.failed = true; show(state.screen); } },
  );
}

// Return what was kept last, on whichever way; null where there is nothing.
async function kept() {
  const texts = await Promise.all(keeping.ways.map((way) => way.get(PLACE)));
  const states = texts.filter((text) => text).map((text) => JSON.parse(text));
  return states.sort((one, other) => (other.turn || 0) - (one.turn || 0))[0] ?? null;
}

// Spoken notes lie beside, so that a touch never writes megabytes, and on the one shelf that has room for them.
function keepNote(id, data) { return keeping.ways[keeping.ways.length - 1].set(`${PLACE}:${id}`, data); }

async function noteData(id) {
  const found = await Promise.all(keeping.ways.map((way) => way.get(`${PLACE}:${id}`)));
  return found.find((data) => data);
}

function drop(key) { return Promise.all(keeping.ways.map((way) => way.drop(key))); }

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
    screen: "home", language: begins(), address: DATA.addresses[0] || "", receipt: newReceipt(),
    now: freshScreening(), before: [], responses: [], notes: [], away: {}, refused: {}, draft: null,
  };
}
