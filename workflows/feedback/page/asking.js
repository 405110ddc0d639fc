// One person is asked, one question a screen; the phone is handed on.
const SCALES = DATA.questions.filter((one) => one.kind !== "open");
const TWICE = SCALES.some((one) => one.moments.length === 2);

function stops(moment) {
  const questions = DATA.questions.filter((one) => one.moments.includes(moment));
  const marks = TWICE ? ["mark"] : [];
  const words = questions.some((one) => one.kind === "open") ? ["consent"] : [];
  return ["group", ...marks, ...questions.map((one) => one.id), ...words];
}

function begin(moment) {
  state.draft = {
    id: newId("response"), moment, stop: 0, answers: {}, said: {}, consent: "", mark: [], group: "undisclosed",
  };
  then("asking");
}

function move(by) {
  const draft = state.draft;
  const row = stops(draft.moment);
  do { draft.stop += by; } while (row[draft.stop] === "consent" && !Object.keys(draft.said).length);
  if (draft.stop < 0) { state.draft = null; then("home"); }
  else if (draft.stop >= row.length) finish();
  else then("asking");
}

// What somebody has touched counts, also when they stop half way; words only with a yes to them.
function finish() {
  const draft = state.draft;
  state.draft = null;
  const said = ["here", "reports"].includes(draft.consent) ? draft.said : {};
  if (Object.keys(draft.answers).length || Object.keys(said).length) {
    state.responses.push({
      id: draft.id, on: state.now.on, screening: state.now.id, moment: draft.moment, answers: draft.answers,
      said, consent: Object.keys(said).length ? draft.consent : "none", mark: draft.mark.length === 2 ? draft.mark.join("-") : "",
      group: draft.group, language: state.language,
    });
  }
  then("done", draft.moment);
}

SCREENS.asking = () => {
  const draft = state.draft;
  const stop = stops(draft.moment)[draft.stop];
  const parts = STOPS[stop] ? STOPS[stop](draft) : question(DATA.questions.find((one) => one.id === stop), draft);
  return [...parts, foot(button(say("back"), () => move(-1)), button(say("skip"), () => { leave(stop); move(1); }))];
};

function leave(stop) {
  delete state.draft.answers[stop];
  delete state.draft.said[stop];
  if (stop === "mark") state.draft.mark = [];
  if (stop === "group") state.draft.group = "undisclosed";
  if (stop === "consent") state.draft.consent = "none";
}

const STOPS = {
  group: (draft) => [
    heading(say("group")),
    ...[["local-resident", "group_resident"], ["person-on-the-move", "group_moving"], ["staff", "group_staff"]].map(([value, key]) =>
      button(say(key), () => { draft.group = value; move(1); }, "big")),
    make("p", { class: "quiet" }, say("free")),
  ],
  mark: (draft) => [
    heading(say(draft.moment === "before" ? "mark" : "mark_again")),
    make("div", { class: "steps marks", role: "group" }, ...Object.entries(DATA.marks).map(([name, svg], at) =>
      make("button", {
        type: "button", "aria-label": say("picture", { n: at + 1 }), "aria-pressed": String(draft.mark.includes(name)), "data-mark": name,
        onclick: () => touchMark(draft, name),
      }, drawn(svg)))),
    button(say("next"), () => move(1), "go"),
  ],
  consent: (draft) => [
    heading(say("who_reads")),
    ...Object.entries(draft.said).map(([, words]) => make("p", { class: "warn", dir: "auto" }, words)),
    ...[["none", "read_nobody"], ["here", "read_here"], ["reports", "read_reports"]].map(([value, key]) =>
      button(say(key), () => { draft.consent = value; move(1); }, "big")),
  ],
};

// Two pictures, in the order in which the page shows them: nobody remembers which came first.
function touchMark(draft, name) {
  const order = Object.keys(DATA.marks);
  draft.mark = draft.mark.includes(name) ? draft.mark.filter((one) => one !== name) : [...draft.mark, name].slice(-2);
  draft.mark.sort((one, other) => order.indexOf(one) - order.indexOf(other));
  keep();
  show("asking");
}

function question(one, draft) {
  const others = asks(one.id, "ask");
  if (one.kind === "open") return openQuestion(one, draft);
  const explained = ["smiley"].includes(one.id) ? null : make("p", { class: "quiet" }, say("others"));
  return [heading(others), explained, touches(one, draft.answers[one.id], (step) => { draft.answers[one.id] = step; move(1); })]
    .filter((part) => part);
}

// The steps of a question as pictures; *chosen* is marked, *touched* is told which. Words of an end stand inside
// its picture where the pictures take several rows; below it, and no farther than it, where they stand in one.
function touches(one, chosen, touched) {
  const wide = ["circles", "places"].includes(one.kind);
  const ends = { 1: asks(one.id, "low"), [one.steps]: asks(one.id, "high") };
  const steps = one.drawings.map((svg, at) => {
    const step = at + 1;
    const own = asks(one.id, `s${step}`);
    const counted = say(one.kind === "faces" ? "face" : "step", { n: step, of: one.steps });
    const inside = own || (wide && ends[step]);
    return make("button", {
      type: "button", "aria-label": own || [counted, ends[step]].filter((words) => words).join(": "),
      "aria-pressed": String(chosen === step), "data-step": step, onclick: () => touched(step),
    }, drawn(svg), inside ? make("span", {}, inside) : null);
  });
  const below = make("p", { class: "ends", "aria-hidden": "true" }, ...Object.values(ends).map((words) => make("span", {}, words)));
  return make("div", {}, make("div", { class: wide ? "steps wide" : "steps", role: "group" }, ...steps), wide ? null : below);
}

function openQuestion(one, draft) {
  const typed = make("textarea", {
    maxlength: "500", dir: "auto", "aria-label": asks(one.id, "ask"),
    oninput: () => {
      if (typed.value.trim()) draft.said[one.id] = typed.value; else delete draft.said[one.id];
      keep();
    },
  });
  typed.value = draft.said[one.id] || "";
  return [heading(asks(one.id, "ask")), make("p", { class: "quiet" }, say("words")), typed, button(say("next"), () => move(1), "go")];
}

SCREENS.done = (moment) => [
  heading(say("done")),
  make("p", {}, say("give_on")),
  button(say("next_person"), () => begin(moment || "after"), "go"),
  foot(button(say("back"), () => then("home"))),
];
