// The four pictures without a page between them.
const form = document.getElementById("pin");
const dots = document.querySelectorAll(".dots:not(.done) i");
const seen = document.querySelector(".slots"); // only while they are chosen
const picked = form.elements.picked.value.split(" ").filter(Boolean);

form.addEventListener("submit", (event) => {
  const one = event.submitter?.value;
  if (!one) return;
  event.preventDefault();
  if (picked.length >= dots.length) return;
  if (seen) dots[picked.length].replaceChildren(event.submitter.firstElementChild.cloneNode(true));
  picked.push(one);
  dots.forEach((dot, at) => dot.classList.toggle("full", at < picked.length));
  if (picked.length < dots.length) return;
  form.elements.picked.value = picked.join(" ");
  form.submit();
});
