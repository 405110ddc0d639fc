// The first screen, and how everything begins: with what the phone has kept.
SCREENS.home = () => {
  const held = state.now;
  const set = (name) => (event) => { held[name] = event.target.value; keep(); };
  const some = (moment) => DATA.questions.some((one) => one.moments.includes(moment));
  const here = state.responses.filter((one) => one.screening === held.id).length;
  return [
    make("div", { class: "tongues", role: "group", "aria-label": say("language") }, ...DATA.languages.map((one) =>
      make("button", { type: "button", lang: one.tag, dir: one.direction, "aria-pressed": String(one.tag === state.language),
        onclick: () => { state.language = one.tag; then("home"); } }, one.name))),
    heading(DATA.title || say("title")),
    DATA.until && Date.now() >= DATA.until ? make("p", { class: "warn" }, say("ended")) : null,
    make("div", { class: "row" },
      field(say("held_on"), make("input", { type: "date", value: held.on, max: today(), onchange: set("on") })),
      field(say("place"), make("input", { value: held.place, maxlength: "80", dir: "auto", autocomplete: "off", oninput: set("place") }))),
    some("before") ? button(say("before"), () => begin("before"), "big", DATA.pictures.before) : null,
    some("after") ? button(say("after"), () => begin("after"), "big", DATA.pictures.after) : null,
    FACES ? button(say("tally"), () => then("tally"), "big", DATA.pictures.tally) : null,
    button(say("came"), () => then("came"), "big", DATA.pictures.came),
    button(say("send"), () => then("send"), "big", DATA.pictures.send),
    make("p", { role: "status", id: "unsent" }, waiting() ? say("unsent", { n: waiting() }) : state.responses.length ? say("all_sent") : ""),
    here || held.reported ? button(say("tonight"), another) : null,
  ].filter((one) => one);
};

function another() {
  if (state.now.reported) state.before.push(state.now);
  state.now = freshScreening();
  then("home");
}

// A phone that was out of battery goes on where it was; a state of another version of this page is left alone.
async function start() {
  await findWays();
  const known = await kept();
  Object.assign(state, fresh(), known);
  if (known) keep(); // on both shelves again
  if (!DATA.languages.some((one) => one.tag === state.language)) state.language = begins();
  if (!SCREENS[state.screen] || (state.screen === "asking" && !state.draft)) state.screen = "home";
  show(state.screen);
}

start();
