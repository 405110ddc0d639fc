// Small helpers that make the page out of words and drawings. What people typed is only ever text.
function say(key, values = {}) {
  let words = DATA.words[state.language].page[key] ?? key;
  for (const [name, value] of Object.entries(values)) words = words.replaceAll(`{${name}}`, value);
  return words;
}

function asks(question, part) {
  return DATA.words[state.language].questions[question][part] || "";
}

function make(tag, given = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === "onclick" || name === "onchange" || name === "oninput") made[name] = value;
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...inside.filter((one) => one !== null && one !== undefined));
  return made;
}

// Our own drawings, from the data of this page.
function drawn(svg) {
  const held = document.createElement("template");
  held.innerHTML = svg;
  return held.content.firstElementChild;
}

function button(words, onclick, kind = "", picture = "") {
  return make("button", { type: "button", class: kind, onclick }, picture ? drawn(picture) : null, make("span", {}, words));
}

function field(words, input) {
  return make("label", {}, make("span", {}, words), input);
}

function choice(words, options, chosen, onchange) {
  const select = make("select", { onchange: (event) => onchange(event.target.value) });
  for (const [value, said] of options) {
    const option = make("option", { value }, said);
    option.selected = value === chosen;
    select.append(option);
  }
  return field(words, select);
}

function heading(words) { return make("h1", { tabindex: "-1" }, words); }

function foot(...buttons) { return make("div", { class: "foot" }, ...buttons); }

const SCREENS = {};

// Show a screen, and put the reader's focus on what it says first.
function show(name, ...more) {
  const speaks = DATA.languages.find((one) => one.tag === state.language);
  document.documentElement.lang = speaks.tag;
  document.documentElement.dir = speaks.direction;
  const changed = state.screen !== name;
  state.screen = name;
  document.title = say("title");
  const main = document.querySelector("main");
  main.replaceChildren(...warnings(), ...SCREENS[name](...more));
  if (changed) { main.querySelector("h1")?.focus(); window.scrollTo(0, 0); }
}

function warnings() {
  const found = [];
  if (keeping.ways.includes(inMemory)) found.push("not_kept");
  if (keeping.failed) found.push("full");
  return found.map((key) => make("p", { class: "warn", role: "alert" }, say(key)));
}

// Keep first, then show: what stands on the screen is what would be there after the battery died.
function then(name, ...more) {
  state.screen = name;
  keep();
  const main = document.querySelector("main");
  show(name, ...more);
  main.querySelector("h1")?.focus();
  window.scrollTo(0, 0);
}
