// The check itself: no page in it. A manifest that the studio signed, and what lies in the folder.

vendored.hashes.sha512 = vendored.sha512;
const CHUNK = 4 << 20; // of a file in memory at a time: a film of 2 GB needs no more

class Stopped extends Error {}

function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Whether the studio signed `bytes` for one purpose. */
function signedBy(key, purpose, bytes, signature) {
  const head = new TextEncoder().encode(purpose);
  const message = new Uint8Array(head.length + bytes.length);
  message.set(head);
  message.set(bytes, head.length);
  try {
    return vendored.verify(signature, message, fromHex(key), { zip215: false });
  } catch {
    return false;
  }
}

/** The mark that stands for a kit in lists of recalls. */
function markOf(kit) {
  return hexadecimal(vendored.sha256(new TextEncoder().encode("pvstudio kit\n" + kit))).slice(0, 2 * RECALLS.mark);
}

/** Hash a file piece by piece; `tell(bytes)` after each, and it stops when `signal` says so. */
async function sha256Of(file, tell, signal) {
  const hash = vendored.sha256.create();
  for (let at = 0; at < file.size; at += CHUNK) {
    if (signal.aborted) throw new Stopped();
    const piece = new Uint8Array(await file.slice(at, at + CHUNK).arrayBuffer());
    hash.update(piece);
    tell(piece.length);
  }
  return hexadecimal(hash.digest());
}

async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}

/** Sort what was chosen: files of the kit's own folder by name, and what lies elsewhere in it. */
function inKit(chosen) {
  const paths = [...chosen].map((file) => [file.webkitRelativePath || file.name, file]);
  const depth = (path) => path.split("/").length;
  const heads = paths.filter(([path]) => path.split("/").pop() === known.manifest);
  const head = heads.sort(([a], [b]) => depth(a) - depth(b))[0]?.[0];
  const folder = head?.slice(0, -known.manifest.length) ?? (paths[0]?.[0].match(/^.*?\//)?.[0] ?? "");
  const files = new Map();
  for (const [path, file] of paths) {
    files.set(path.startsWith(folder) ? path.slice(folder.length) : path, file);
  }
  return files;
}

/** Read the manifest; what is wrong with it is thrown as the key of what to say. */
async function manifestOf(files) {
  const [manifest, signature] = [files.get(known.manifest), files.get(known.signature)];
  if (!manifest || !signature) throw "verify_no_manifest";
  if (manifest.size > known.mostBytes || signature.size > 1024) throw "verify_manifest_bad";
  const bytes = await bytesOf(manifest);
  const found = /^([0-9a-f]{64}) ([0-9a-f]{128})\r?\n?$/.exec(new TextDecoder().decode(await bytesOf(signature)));
  if (!found) throw "verify_manifest_bad";
  if (found[1] !== known.key) throw "verify_other_key";
  if (!signedBy(known.key, known.purpose, bytes, fromHex(found[2]))) throw "verify_manifest_bad";
  const said = JSON.parse(new TextDecoder().decode(bytes)); // the studio wrote it: it is what it should be
  if (said.form !== known.form || said.studio !== known.key) throw "verify_manifest_bad";
  return said;
}

/** Compare the folder with its manifest: what is changed, missing, half there, of nobody. */
async function compare(manifest, files, tell, signal) {
  const faults = [], listed = new Set(manifest.files.map((one) => one.name));
  for (const one of manifest.files) {
    const file = files.get(one.name);
    tell(one, 0);
    if (!file) faults.push(["verify_missing", one.name]);
    else if (file.size < one.size) faults.push(["verify_half", one.name, { there: file.size, all: one.size }]);
    else if (file.size > one.size) faults.push(["verify_changed", one.name]);
    else {
      try {
        const hash = await sha256Of(file, (count) => tell(one, count), signal);
        if (hash !== one.sha256) faults.push(["verify_changed", one.name]);
      } catch (error) {
        if (error instanceof Stopped) throw error;
        faults.push(["verify_unreadable", one.name]);
      }
    }
  }
  const sums = files.get(known.sums); // of those who check by sha256sum: it says what the manifest says
  if (!sums) faults.push(["verify_missing", known.sums]);
  else if (sums.size > known.mostBytes || await sums.text() !== await sumsOf(manifest, files)) {
    faults.push(["verify_changed", known.sums]);
  }
  for (const name of known.beside) listed.add(name);
  for (const name of files.keys()) {
    if (!listed.has(name) && !isLitter(name, listed)) faults.push(["verify_extra", seen(name)]);
  }
  return faults;
}

/** Whether a computer put it there by itself: beside the kit's files, or in a Mac's folder for these very files. */
function isLitter(name, own) {
  return known.litter.includes(name) || own.has(/^__MACOSX\/(?:[^/]+\/)?\._([^/]+)$/.exec(name)?.[1]);
}

/** A name without what turns the words around it about. */
function seen(name) {
  return name.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** Return SHA256SUMS as it should be: of what the manifest lists, of itself, of its signature. */
async function sumsOf(manifest, files) {
  const rows = [...manifest.files];
  for (const name of [known.manifest, known.signature]) {
    rows.push({ name, sha256: hexadecimal(vendored.sha256(await bytesOf(files.get(name)))) });
  }
  rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  return rows.map((one) => `${one.sha256}  ${one.name}\n`).join("");
}

/** Return the letters of every square code in a picture; none where none is found. */
async function squaresIn(file) {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  for (const most of [1200, 2400, 700]) { // larger finds small squares, smaller forgives a shaken hand
    const scale = Math.min(1, most / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    try {
      return [vendored.decodeQR({ data, width, height }, { timeLimit: 3000 })];
    } catch { /* the next size */ }
  }
  return [];
}
