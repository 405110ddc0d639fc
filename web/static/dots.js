// Dots are placed by tapping; nobody can place more than there are.

const form = document.querySelector("form.vote");

if (form) {
  const inputs = [...form.querySelectorAll("input[type=number]")];
  const each = Number(form.dataset.each);
  const left = () => each - inputs.reduce((sum, one) => sum + Number(one.value || 0), 0);

  const tell = () => {
    const rest = left();
    form.querySelector(".left").textContent = form.dataset.left.replace("{n}", rest);
    for (const one of inputs) {
      const [less, more] = one.closest(".step").querySelectorAll("button");
      less.disabled = Number(one.value) <= 0;
      more.disabled = rest <= 0;
    }
    form.querySelector("button:not([type])").disabled = rest < 0;
  };

  for (const one of inputs) {
    const step = one.closest(".step");
    for (const [button, by] of [[step.querySelector("[data-less]"), -1], [step.querySelector("[data-more]"), 1]]) {
      button.hidden = false;
      button.addEventListener("click", () => ((one.value = Number(one.value || 0) + by), tell()));
    }
    one.addEventListener("input", tell);
  }
  tell();
}
