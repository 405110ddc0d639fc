// Notes what the Tab key reaches: call once, press Tab as often as it says, then ask window.reached() for what is wrong.
() => {
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });
  const words = (node) => (node.getAttribute("aria-label") || node.labels?.[0]?.textContent || node.textContent).trim().replace(/\s+/g, " ").slice(0, 40);
  const named = (node) => `<${node.localName}> “${words(node)}”`;
  const seen = new Set(), faults = new Set();
  const look = (node) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
    const ringed = outlineStyle === "auto" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
    if (!ringed && boxShadow === "none") faults.add(`focus cannot be seen: ${named(node)}`);
    const boxes = [...node.getClientRects()].filter((box) => box.width && box.height);
    if (!boxes.length) return void faults.add(`focus is on what cannot be seen: ${named(node)}`);
    const own = (over) =>
      over && (node.contains(over) || over.contains(node) || [...(node.labels ?? [])].some((label) => label.contains(over)));
    const hit = boxes.some(({ left, top, right, bottom }) => { // some of it is in sight
      [left, right] = [Math.max(left, 0), Math.min(right, innerWidth)];
      [top, bottom] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
      const across = [0.1, 0.5, 0.9].map((part) => left + (right - left) * part);
      const down = [0.1, 0.5, 0.9].map((part) => top + (bottom - top) * part);
      return left < right && top < bottom && across.some((x) => down.some((y) => own(document.elementFromPoint(x, y))));
    });
    if (!hit) faults.add(`something lies over what has the focus: ${named(node)}`);
  };
  addEventListener("focusin", ({ target }) => {
    if (seen.has(target)) return;
    seen.add(target);
    look(target);
  });
  const controls = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, video[controls], audio[controls], [tabindex]",
  )].filter((node) => shown(node) && !node.disabled && node.tabIndex >= 0 && !node.closest("[inert]"));
  const groups = new Map(); // of radio buttons the Tab key reaches one
  for (const node of controls) if (node.type === "radio") groups.set(`${node.form?.action} ${node.name}`, node);
  window.reached = () => {
    const reachedGroups = new Set([...seen].filter((node) => node.type === "radio").map((node) => node.name));
    for (const node of controls) {
      const fine = seen.has(node) || (node.type === "radio" && reachedGroups.has(node.name));
      if (!fine) faults.add(`Tab does not reach ${named(node)}`);
    }
    for (const node of document.querySelectorAll("[tabindex]"))
      if (node.tabIndex > 0) faults.add(`tabindex ${node.tabIndex} disturbs the order: ${named(node)}`);
    return [...faults];
  };
  const inside = 10 * document.querySelectorAll("video, audio").length; // stops within one control
  return controls.length + inside + 4 * document.querySelectorAll("[type=date], [type=time]").length + 5;
}
