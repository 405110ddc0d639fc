// What is too long is said before it is sent; what is sent says how far it is.
function send(form) {
  const [button, told] = [form.querySelector("button"), form.querySelector("[role=status]")];
  const request = new XMLHttpRequest();
  const number = told.querySelector("bdi");
  const end = () => { button.disabled = false; told.hidden = true; document.getElementById("unsent").hidden = false; };
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.upload.onprogress = ({ loaded, total }) => {
    number.textContent = Math.floor((100 * loaded) / total);
    dispatchEvent(new Event("timeupdate")); // somebody is here, and waits
  };
  request.onload = () => (request.status === 200 ? location.replace(request.responseURL) : end());
  request.onerror = request.ontimeout = end;
  button.disabled = true;
  told.hidden = false;
  request.send(new FormData(form));
}

for (const form of document.querySelectorAll("form.record")) {
  const [file, wrong] = [form.querySelector("[type=file]"), form.querySelector(".wrong")];
  const shown = () => form.classList.toggle("chosen", file.files.length > 0);
  form.classList.add("quick"); // the button opens the recorder; “Send” appears when there is something
  file.onchange = () => {
    wrong.hidden = !(file.files[0]?.size > form.dataset.most);
    if (!wrong.hidden) form.reset();
    shown();
  };
  shown();
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
}
