// The quick count, and what the host reports: who came, when, where; a spoken note.
const FACES = DATA.questions.find((one) => one.kind === "faces" && one.moments.includes("after"));

SCREENS.tally = () => {
  const counted = state.responses.filter((one) => one.tally && one.screening === state.now.id);
  const touched = (step) => {
    state.responses.push({
      id: newId("response"), on: state.now.on, screening: state.now.id, moment: "after", answers: { [FACES.id]: step },
      said: {}, consent: "none", mark: "", group: "undisclosed", language: state.language, tally: true,
    });
    then("tally");
  };
  const last = counted.filter((one) => !state.away[one.id]).pop();
  return [
    heading(asks(FACES.id, "ask")),
    touches(FACES, 0, touched),
    make("p", { class: "number", role: "status" }, say("counted", { n: counted.length })),
    last ? button(say("undo"), () => { state.responses.splice(state.responses.indexOf(last), 1); then("tally"); }) : null,
    foot(button(say("back"), () => then("home"))),
  ].filter((one) => one);
};

const GROUPS = [["local-resident", "group_resident"], ["person-on-the-move", "group_moving"], ["staff", "group_staff"], ["undisclosed", "undisclosed"]];
const SEXES = [["female", "woman"], ["male", "man"], ["other", "other_sex"], ["undisclosed", "undisclosed"]];
const AGES = ["under-18", "18-29", "30-59", "60-plus", "undisclosed"].map((one) => [one, one]);
const spoken = (options) => options.map(([value, key]) => [value, say(key)]);

SCREENS.came = () => {
  const held = state.now;
  if (state.away[held.id]) return [heading(say("came")), make("p", {}, say("receipt_ok")), foot(button(say("back"), () => then("home")))];
  const total = held.rows.reduce((sum, row) => sum + row.people, 0);
  return [
    heading(say("came")),
    ...held.rows.map((row, at) => tallyRow(held, row, at)),
    button(say("add_row"), () => {
      held.rows.push({ group: "undisclosed", sex: "undisclosed", age: "undisclosed", people: 0, first_time: 0 });
      then("came");
    }),
    make("p", { class: "number", role: "status" }, say("total", { n: total })),
    noteField(held),
    make("p", { id: "wrong", role: "alert" }),
    foot(button(say("back"), () => then("home")), button(say("save_report"), () => report(held), "go")),
  ];
};

function tallyRow(held, row, at) {
  const set = (name) => (value) => { row[name] = value; keep(); };
  const number = (name, key) => field(say(key), make("input", {
    type: "number", min: "0", max: "100000", inputmode: "numeric", value: row[name] || "",
    onchange: (event) => { row[name] = Math.max(0, Math.trunc(Number(event.target.value)) || 0); then("came"); },
  }));
  return make("div", { class: "row warn", "data-row": String(at) },
    choice(say("who"), spoken(GROUPS), row.group, set("group")),
    choice(say("sex"), spoken(SEXES), row.sex, set("sex")),
    choice(say("age"), spoken(AGES), row.age, set("age")),
    number("people", "people"), number("first_time", "first_time"),
    make("button", { type: "button", class: "small", "aria-label": say("undo"), onclick: () => { held.rows.splice(at, 1); then("came"); } }, "×"));
}

// A report that the studio would refuse is refused here, as long as it can be mended.
function report(held) {
  const wrong = (key) => { document.getElementById("wrong").textContent = say(key); };
  const alike = new Set(held.rows.map((row) => [row.group, row.sex, row.age].join()));
  const rows = held.rows.filter((row) => row.people);
  if (!held.place.trim() || !held.on) return wrong("no_place");
  const fits = rows.every((row) => row.first_time <= row.people) && alike.size === held.rows.length;
  if (!fits || rows.reduce((sum, row) => sum + row.people, 0) > 100000) return wrong("bad_number");
  if (!rows.length && !window.confirm(say("nobody_counted"))) return null;
  held.rows = rows;
  held.reported = true;
  then("home");
  return document.querySelector("main").prepend(make("p", { role: "status", class: "warn" }, say("report_kept")));
}

const LARGEST_NOTE = 2 * 1024 * 1024;

function noteField(held) {
  const mine = state.notes.filter((one) => one.screening === held.id);
  const told = make("p", { class: "quiet", role: "status" }, mine.length ? say("note_kept", { n: mine.map((one) => one.kb).join(" + ") }) : "");
  const input = make("input", {
    type: "file", accept: "audio/*", capture: true,
    onchange: async () => {
      const file = input.files[0];
      if (!file) return;
      if (file.size > LARGEST_NOTE) { told.textContent = say("note_large"); return; }
      const id = newId("note");
      try {
        await keepNote(id, await base64(file));
      } catch {
        told.textContent = say("note_large");
        return;
      }
      state.notes.push({ id, on: held.on, screening: held.id, language: state.language, kb: Math.ceil(file.size / 1024) });
      then("came");
    },
  });
  return make("div", {}, field(say("note"), input), told);
}

function base64(file) {
  return new Promise((yes, no) => {
    const reader = new FileReader();
    reader.onload = () => yes(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => no(reader.error);
    reader.readAsDataURL(file);
  });
}
