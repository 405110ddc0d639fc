// What this page is about. In a kit it stands in the page; a page that the studio shows has it behind the #:
// the key, then a point, then the questions that are asked.
const DATA = JSON.parse(document.getElementById("data").textContent);
const SERVED = DATA.served;
const [fragmentKey, fragmentAsked] = SERVED ? location.hash.slice(1).split(".") : [];
const KEY = fragmentKey || DATA.key;
if (fragmentAsked) {
  const wanted = fragmentAsked.split(",");
  DATA.questions = DATA.questions.filter((one) => wanted.includes(one.id));
} else if (SERVED) {
  DATA.questions = DATA.questions.filter((one) => DATA.usual.includes(one.id));
}
const PLACE = `pvstudio-feedback:${DATA.kit || KEY.slice(0, 6)}`;
const state = {};

// The language that the page begins in: what the browser asks for, if the kit has it. The studio asked it already.
function begins() {
  const near = (tag) => { // “sr-Latn-RS”, then “sr-Latn”, then “sr”
    const parts = tag.split("-");
    return parts.map((_part, at) => DATA.near[parts.slice(0, parts.length - at).join("-")]).find((one) => one);
  };
  return (SERVED ? [] : navigator.languages ?? []).map(near).find((one) => one) ?? DATA.languages[0].tag;
}
