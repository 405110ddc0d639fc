// Sends a screen of the walk once. Without a connection the page stays as it is, and says so: nothing is lost.
const unsent = document.getElementById("unsent");

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Stays": "1", Accept: "text/html" } });
  if (answer.status >= 500) throw new Error(answer.status);
  return answer.headers.get("X-Stays"); // where to go on; nothing, if it is not the walk that answers
}

// Watched to its end: the way on is seen (phone.css).
document.querySelector("figure:last-of-type video")
  ?.addEventListener("ended", () => document.body.classList.add("watched"));

for (const form of document.querySelectorAll("form[data-sending]")) {
  let sending = false;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button || button.value === "ask") return; // browsers before 2022 do not say which: a page between
    event.preventDefault();
    if (sending) return;
    const label = button?.querySelector("span"), word = label?.textContent;
    const busy = (now) => {
      sending = now;
      form.setAttribute("aria-busy", now);
      if (label) label.textContent = now ? form.dataset.sending : word;
    };
    busy(true);
    unsent.hidden = true;
    addEventListener("pagehide", () => busy(false), { once: true });
    try {
      const then = await send(form, button);
      if (then) location.assign(then);
      else location.reload(); // the visit is over, or the walk: the page itself says so
    } catch {
      busy(false);
      unsent.hidden = false;
      unsent.scrollIntoView({ block: "nearest" });
    }
  });
}
