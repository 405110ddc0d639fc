// Keys of the editor, which people may change. What is kept in the browser is keys, never words.

export const USUAL = {
  toggle: "Ctrl+Space", next: "Enter", split: "Ctrl+Enter", join: "Ctrl+Shift+Enter",
  begin: "Alt+Shift+I", finish: "Alt+Shift+O", "begin-rest": "Alt+Shift+M", undo: "Alt+Shift+Z",
};
const KEPT = "pvstudio-editor-keys";

export function chord(event) {
  const name = event.code === "Space" ? "Space" : event.code.startsWith("Key") ? event.code.slice(3) : event.key;
  const held = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey ? "Shift" : ""];
  return [...held.filter(Boolean), name].join("+");
}

export class Keys {
  constructor() {
    this.chosen = { ...USUAL };
    try {
      Object.assign(this.chosen, JSON.parse(localStorage.getItem(KEPT) ?? "{}"));
    } catch { /* the usual ones */ }
  }

  deed(event) {
    const pressed = chord(event);
    return Object.keys(this.chosen).find((deed) => this.chosen[deed] === pressed);
  }

  choose(deed, keys) {
    for (const other of Object.keys(this.chosen)) if (this.chosen[other] === keys) this.chosen[other] = this.chosen[deed];
    this.chosen[deed] = keys;
    this.keep();
  }

  usual() {
    this.chosen = { ...USUAL };
    this.keep();
  }

  keep() {
    try { localStorage.setItem(KEPT, JSON.stringify(this.chosen)); } catch { /* for this visit only */ }
  }

  /** Let the list of keys show them, and be changed. */
  list(dialog, press) {
    const show = () => {
      for (const button of dialog.querySelectorAll("[data-key]")) {
        button.textContent = this.chosen[button.dataset.key];
        button.dir = "ltr";
      }
    };
    dialog.addEventListener("click", (event) => {
      const button = event.target.closest("[data-key]");
      if (event.target.closest("[data-do=usual-keys]")) { this.usual(); show(); }
      if (!button) return;
      button.textContent = press;
      button.focus(); // Safari on a Mac leaves it where it was
      button.addEventListener("keydown", (pressed) => {
        if (["Control", "Shift", "Alt", "Meta", "Tab"].includes(pressed.key)) return;
        pressed.preventDefault();
        pressed.stopPropagation();
        if (pressed.key !== "Escape") this.choose(button.dataset.key, chord(pressed));
        show();
      }, { once: false, signal: once(button) });
    });
    show();
  }
}

/** One listener at a time for each button: the next click, or leaving it, ends the last. */
const waiting = new WeakMap();
function once(button) {
  waiting.get(button)?.abort();
  const control = new AbortController();
  waiting.set(button, control);
  button.addEventListener("blur", () => control.abort(), { once: true });
  return control.signal;
}
