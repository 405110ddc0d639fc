// What is being made is looked at again every four seconds, until it is there or cannot be made.
const page = (text) => new DOMParser().parseFromString(text, "text/html");

async function look(one) {
  const answer = await fetch(one.dataset.tried, { headers: { Accept: "text/html" } });
  const now = answer.ok && page(await answer.text()).querySelector(".tried");
  if (!now) return;
  if (now.dataset.tried) one.firstElementChild.replaceWith(now.firstElementChild);
  else { now.removeAttribute("open"); one.replaceWith(now); }
}

setInterval(() => document.querySelectorAll("[data-tried]").forEach((one) => look(one).catch(() => {})), 4000);
