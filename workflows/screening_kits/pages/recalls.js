// Lists of recalls (docs: workflows/recall_lists/letters.py has the form), and those that this browser keeps.
// What is kept was checked by the page that kept it. A kit that was recalled once stays recalled.

const RECALLS = { begins: "PVRECALL1.", version: 1, head: 7, mark: 6, signature: 64, kept: "pvstudio recalls " };

/** Return the bytes of base 32 (RFC 4648, no padding), or null. */
function base32(letters) {
  const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bytes = new Uint8Array(Math.floor((letters.length * 5) / 8));
  let held = 0, bits = 0, at = 0;
  for (const letter of letters) {
    const value = signs.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes[at++] = (held >> bits) & 0xff; }
  }
  return bytes;
}

function hexadecimal(bytes) {
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

/** Read one line; null for what is no list. `body` is what is signed. */
function recallLine(line) {
  const letters = line.trim().toUpperCase();
  if (!letters.startsWith(RECALLS.begins)) return null;
  const bytes = base32(letters.slice(RECALLS.begins.length));
  const end = (bytes?.length ?? 0) - RECALLS.signature;
  if (end < RECALLS.head || (end - RECALLS.head) % RECALLS.mark || bytes[0] !== RECALLS.version) return null;
  const view = new DataView(bytes.buffer), marks = [];
  for (let at = RECALLS.head; at < end; at += RECALLS.mark) {
    marks.push(hexadecimal(bytes.subarray(at, at + RECALLS.mark)));
  }
  return {
    line: letters, body: bytes.subarray(0, end), signature: bytes.subarray(end),
    at: view.getUint32(1) * 1000, total: view.getUint16(5), marks,
  };
}

/** Return what this browser has kept of the studio with this key; browsers may keep nothing for files. */
function keptRecalls(key) {
  try {
    const lines = JSON.parse(localStorage.getItem(RECALLS.kept + key) ?? "[]");
    return lines.map(recallLine).filter(Boolean);
  } catch {
    return [];
  }
}

/** Whether a list is dated later than clocks may differ: it says nothing of today. */
function isEarly(list) {
  return list.at > Date.now() + 26 * 3_600_000;
}

/** Keep lists, the newest first, and after them those that are dated later than now; one that says nothing more than a newer one goes. Returns what is kept. */
function keepRecalls(key, lists) {
  const kept = [];
  for (const one of [...lists].sort((a, b) => isEarly(a) - isEarly(b) || b.at - a.at)) {
    const said = new Set(kept.flatMap((other) => other.marks));
    if (!kept.length || one.marks.some((mark) => !said.has(mark))) kept.push(one);
  }
  try {
    localStorage.setItem(RECALLS.kept + key, JSON.stringify(kept.map((one) => one.line)));
  } catch { /* it is known until this page is closed */ }
  return kept;
}
