// A scanned square: its letters stand behind the #, which no server sees. They leave the address before they are sent.
const form = document.getElementById("mine");

function scanned() {
  const letters = decodeURIComponent(location.hash.slice(1));
  if (!letters) return;
  history.replaceState(null, "", location.pathname);
  form.elements.own.value = letters;
  form.submit();
}
addEventListener("hashchange", scanned);
scanned();
