// The page round the check: choosing, progress, what was found, in words.

const $ = (id) => document.getElementById(id);
let lists = keptRecalls(known.key).filter(isOurs);
let running = null;

function isOurs(list) {
  return signedBy(known.key, known.recallPurpose, list.body, list.signature);
}

/** Say a size in the unit that suits what it is part of. */
function sized(bytes, all) {
  const [unit, one] = all < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const style = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(locale(), style).format(bytes / one);
}

function band(kind, picture, title, ...rest) {
  const made = document.createElement("div");
  made.className = "band " + kind;
  made.append(drawing(picture), title, ...rest);
  return made;
}

function moment(ms) {
  return "day:" + new Date(ms).toISOString();
}

/** An end at midnight is the end of the day before. */
function lastDay(manifest) {
  return moment(Date.parse(manifest.expires) - 1000);
}

// -- lists of recalls

/** Whether the newest list is too old to say that nothing was recalled since, or lacks some of its squares. */
function weakness() {
  if (!lists.length) return "verify_no_list";
  const newest = lists.find((one) => !isEarly(one));
  if (!newest || Date.now() - newest.at > known.oldDays * 86_400_000) return "verify_old_list";
  return marks().size < newest.total ? "verify_part_list" : "";
}

function marks() {
  return new Set(lists.flatMap((one) => one.marks));
}

function tellLists() {
  const weak = weakness();
  const n = marks().size;
  const rest = lists.length
    ? [saying("p", "verify_list_of", { day: moment(lists[0].at), n, all: Math.max(n, lists[0].total) })] : [];
  $("recalls").replaceChildren(weak
    ? band("wait", "warning", saying("strong", weak), ...rest)
    : band("yes", "check", saying("strong", "verify_list_new"), ...rest));
}

async function bringLists(chosen) {
  const told = [];
  for (const file of chosen) told.push(await bring(file));
  $("told").replaceChildren(...told);
  tellLists();
}

async function bring(file) {
  const lines = await linesIn(file);
  if (!lines.length) return band("no", "cross", saying("strong", "verify_no_square"));
  const found = lines.map(recallLine);
  if (found.some((one) => !one)) return band("no", "cross", saying("strong", "verify_not_list"));
  if (!found.every(isOurs)) return band("no", "cross", saying("strong", "verify_forged"));
  lists = keepRecalls(known.key, [...lists, ...found]);
  return band("yes", "check", saying("strong", "verify_taken", { day: moment(found[0].at) }));
}

async function linesIn(file) {
  if (file.size < 1 << 20) {
    const text = await file.text();
    if (text.trimStart().toUpperCase().startsWith(RECALLS.begins)) return text.trim().split(/\s+/);
  }
  try {
    return await squaresIn(file);
  } catch {
    return ["unreadable"]; // neither a list nor a picture
  }
}

// -- the kit

async function check(chosen) {
  running?.abort();
  const own = (running = new AbortController());
  $("outcome").replaceChildren();
  $("going").hidden = false;
  try {
    const shown = await judged(inKit(chosen), own.signal);
    if (running === own) show(shown);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    if (running === own) show([band("wait", "warning", saying("strong", "verify_stopped"))]);
  }
}

/** Some browsers offer to choose a folder, and then hand over files alone: a few of them are no broken kit. */
function checkFolder(chosen) {
  const whole = chosen.some((file) => file.webkitRelativePath || file.name === known.manifest);
  if (whole) return check(chosen);
  running?.abort();
  return show([band("wait", "warning", saying("strong", "verify_no_folder"))]);
}

function show(nodes) {
  running = null;
  $("going").hidden = true;
  $("outcome").replaceChildren(...nodes);
  $("outcome").focus();
}

async function judged(files, signal) {
  let manifest;
  try {
    manifest = await manifestOf(files);
  } catch (error) {
    const key = typeof error === "string" ? error : "verify_manifest_bad";
    return [band("no", "cross", saying("strong", "verify_no"), saying("p", key), saying("p", "verify_ask"))];
  }
  const all = manifest.files.reduce((sum, one) => sum + one.size, 0) || 1;
  let done = 0;
  const faults = await compare(manifest, files, (one, count) => {
    done += count;
    $("progress").value = done / all;
    if (!count) tell($("doing"), "verify_doing", { name: one.name });
  }, signal);
  return verdict(manifest, faults);
}

function verdict(manifest, faults) {
  const now = Date.now(), reasons = [];
  const recalled = marks().has(markOf(manifest.kit));
  if (recalled) reasons.push(saying("li", "verify_recalled"));
  if (manifest.expires && now >= Date.parse(manifest.expires)) {
    reasons.push(saying("li", "verify_ended", { day: lastDay(manifest), today: moment(now) }));
  }
  if (now < Date.parse(manifest.published) - 86_400_000) reasons.push(saying("li", "verify_clock", { day: moment(now) }));
  reasons.push(...faults.map(([key, name, sizes]) => saying("li", key, {
    name, ...(sizes && { there: sized(sizes.there, sizes.all), all: sized(sizes.all, sizes.all) }),
  })));
  const list = document.createElement("ul");
  list.className = "found";
  list.append(...reasons);
  const weak = weakness();
  const head = reasons.length ? band("no", "cross", saying("strong", "verify_no"), list, saying("p", recalled ? "verify_delete" : "verify_ask"))
    : weak ? band("wait", "warning", saying("strong", "verify_whole"), saying("p", weak), saying("p", "verify_bring"))
      : band("yes", "check", saying("strong", "verify_yes"));
  return [head, about(manifest)];
}

/** What the signed manifest says of the kit: whom it is for, until when. */
function about(manifest) {
  const list = document.createElement("ul");
  list.className = "facts";
  const title = document.createElement("li");
  const words = document.createElement("bdi");
  words.textContent = manifest.title;
  title.append(drawing("film"), words);
  list.append(title, fact("people", "for_whom", { audience: "say:audience_" + manifest.audience }));
  if (manifest.event) list.append(fact("calendar", "kit_event", { event: manifest.event }));
  if (manifest.expires) list.append(fact("clock", "kit_until", { day: lastDay(manifest) }));
  list.append(fact("key", "page_of_kit", { kit: manifest.kit }));
  return list;
}

function fact(picture, key, values) {
  const line = document.createElement("li");
  line.append(drawing(picture), saying("span", key, values));
  return line;
}

for (const [id, deed] of [["photograph", bringLists], ["list", bringLists], ["folder", checkFolder], ["files", check]]) {
  $(id).addEventListener("change", async () => {
    const chosen = [...$(id).files];
    if (chosen.length) await deed(chosen);
    $(id).value = ""; // the same choice again is looked at again
  });
}
$("stop").addEventListener("click", () => running?.abort());
$("by-folder").hidden = !("webkitdirectory" in $("folder"));
$("works").hidden = false;
speak(tongue);
tellLists();
