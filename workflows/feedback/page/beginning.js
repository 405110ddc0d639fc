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
