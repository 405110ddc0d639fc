"use strict";
// What the page says, in the reader's language. A classic script: a page from a folder may load no module.
// `known` is what the page was made with; every node with `data-say` is filled again when the language changes.

const known = JSON.parse(document.getElementById("known").textContent);
let tongue = asked() ?? known.language;
const listeners = [];
const choice = document.getElementById("language");

/** What was chosen on the page before, else what the browser asks for, if the kit has it: nothing of it is kept. */
function asked() {
  const chosen = location.hash.slice(1);
  if (known.languages.some(([tag]) => tag === chosen)) return chosen;
  const near = new Map(Object.entries(known.near));
  for (const tag of navigator.languages ?? []) {
    const parts = tag.split("-"); // “sr-Latn-RS”, then “sr-Latn”, then “sr”
    for (let n = parts.length; n; n -= 1) {
      const found = near.get(parts.slice(0, n).join("-"));
      if (found) return found;
    }
  }
  return undefined;
}

/** Return the words of a key, and the language that they are in: English where there are none. */
function wordsOf(key) {
  const own = known.words[tongue]?.[key];
  return own === undefined ? [known.words.en[key] ?? key, "en"] : [own, tongue];
}

function directionOf(tag) {
  return known.languages.find(([one]) => one === tag)?.[2] ?? "ltr";
}

/** What Intl is to speak: years and digits as on the posters. */
function locale() {
  return tongue + "-u-ca-gregory-nu-latn";
}

/** Say a day as people do. */
function day(when) {
  const plain = /^\d{4}-\d\d-\d\d$/.test(when);
  const at = new Date(plain ? when + "T12:00:00" : when);
  return new Intl.DateTimeFormat(locale(), { dateStyle: "long" }).format(at);
}

function valueOf(value) {
  const text = String(value);
  if (text.startsWith("day:")) return day(text.slice(4));
  if (text.startsWith("say:")) return wordsOf(text.slice(4))[0];
  return text;
}

/** Fill a node with the words of `key`; each value stands apart from the direction of what is round it. */
function tell(node, key, values = {}) {
  node.dataset.say = key;
  node.dataset.values = JSON.stringify(values);
  const [text, tag] = wordsOf(key);
  node.lang = tag;
  node.dir = directionOf(tag);
  node.replaceChildren(...text.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined || !(name in values)) return document.createTextNode(part);
    const apart = document.createElement("bdi");
    apart.textContent = valueOf(values[name]);
    return apart;
  }));
  return node;
}

/** Return a new element that says something. */
function saying(name, key, values) {
  return tell(document.createElement(name), key, values);
}

/** Return one of the page's drawings. */
function drawing(name) {
  return document.getElementById("drawing-" + name).content.firstElementChild.cloneNode(true);
}

function speak(tag) {
  tongue = tag;
  document.documentElement.lang = tag;
  document.documentElement.dir = directionOf(tag);
  for (const node of document.querySelectorAll("[data-say]")) {
    tell(node, node.dataset.say, JSON.parse(node.dataset.values || "{}"));
  }
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", wordsOf(node.dataset.label)[0]);
  }
  choice.value = tag;
  for (const listener of listeners) listener();
}

choice.addEventListener("change", () => speak(choice.value));
for (const link of document.querySelectorAll("a[data-along]")) {
  link.addEventListener("click", () => { link.hash = tongue; });
}
choice.closest("[hidden]").hidden = false;
