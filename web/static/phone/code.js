// A scanned card: its code stands behind the #, which no server sees. It leaves the address before it is sent.
const form = document.getElementById("code");

function scanned() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.submit();
}
addEventListener("hashchange", scanned);
scanned();
