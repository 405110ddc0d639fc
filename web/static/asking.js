// Who says yes tells back what it is about. A no, or “not now”, needs nothing: so this is no plain `required`.
// The studio asks the same of the form once more, with or without this.

const form = document.querySelector("form.asked");
const told = form.querySelectorAll("[name=told]");

const tell = () => {
  const yes = form.querySelector(".yes :checked") !== null;
  for (const one of told) one.required = yes;
};

form.addEventListener("change", tell);
tell();
