// The clock goes on.
const show = () => {
  const now = new Date().toTimeString().slice(0, 5);
  document.querySelector("time").textContent = document.title = now;
};
show();
setInterval(show, 5000);
