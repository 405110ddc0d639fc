// The form of who came: − and + beside each number, rows without a round trip, the sum while one types.
const form = document.querySelector(".record");

function step(input, by) {
  input.value = Math.max(0, (Number.parseInt(input.value, 10) || 0) + by);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function button(sign, words, input, by) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.setAttribute("aria-label", words);
  made.addEventListener("click", () => step(input, by));
  return made;
}

/** Put − and + round every number of *part*. */
function dress(part) {
  for (const input of part.querySelectorAll("[data-count]")) {
    input.before(button("−", form.dataset.less, input, -1));
    input.after(button("+", form.dataset.more, input, 1));
  }
}

function bare(row) {
  for (const made of row.querySelectorAll(".count button, .wrong")) made.remove();
  for (const input of row.querySelectorAll("input")) {
    input.value = "";
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
}

function addRow(event) {
  event.preventDefault();
  const rows = form.querySelectorAll(".tally");
  const row = rows[rows.length - 1].cloneNode(true);
  bare(row);
  const legend = row.querySelector("legend");
  legend.textContent = legend.textContent.replace(String(rows.length), String(rows.length + 1));
  for (const choice of row.querySelectorAll("select")) choice.selectedIndex = 0;
  dress(row);
  rows[rows.length - 1].after(row);
  row.querySelector("select").focus();
}

function add() {
  const numbers = [...form.querySelectorAll('[data-count="people"]')].map((one) => Number.parseInt(one.value, 10) || 0);
  const ticked = form.querySelectorAll("[name=who]:checked").length;
  form.querySelector("#sum").textContent = ticked + numbers.reduce((sum, one) => sum + Math.max(0, one), 0);
}

if (form) {
  dress(form);
  form.addEventListener("input", add);
  form.querySelector(".add").addEventListener("click", addRow);
  add();
}
