// What a careful person sees of a page and axe does not. Returns sentences; none, if all is well.
() => {
  const faults = [];
  const root = document.documentElement;
  const width = root.clientWidth;
  const styles = new Map();
  const style = (node) => styles.get(node) ?? styles.set(node, getComputedStyle(node)).get(node);
  const shown = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const words = (node) => (node.getAttribute?.("aria-label") || node.textContent).trim().replace(/\s+/g, " ").slice(0, 40);
  const named = (node) => `<${node.localName}${node.className ? ` class="${node.getAttribute("class")}"` : ""}> “${words(node)}”`;
  const lineage = function* (node) { for (let one = node; one && one !== root; one = one.parentElement) yield one; };
  const forEars = (node) => [...lineage(node)].some(
    (one) => one.offsetWidth <= 1 || one.offsetHeight <= 1 || style(one).clipPath === "inset(50%)",
  );

  // Sideways scrolling.
  if (root.scrollWidth > width) {
    const wide = [...document.body.querySelectorAll("*")].filter((node) => {
      const box = node.getBoundingClientRect();
      const inside = [...lineage(node.parentElement)].some((one) => style(one).overflowX !== "visible" && one !== document.body);
      return shown(node) && !inside && box.width && (box.right > width + 1 || box.left < -1);
    });
    faults.push(`${root.scrollWidth} px wide on ${width} px: ${wide.slice(0, 3).map(named).join(", ")}`);
  }

  // One heading, one main part.
  for (const name of ["h1", "main"]) {
    const count = [...document.querySelectorAll(name)].filter(shown).length;
    if (count !== 1) faults.push(`${count} <${name}>`);
  }

  // Words that are cut off, run out of their button, or off the page where nobody can scroll.
  const cut = (box, node) => {
    for (const one of lineage(node)) {
      const { overflowX, overflowY } = style(one);
      const edge = one.getBoundingClientRect();
      const across = box.left < edge.left - 1.5 || box.right > edge.right + 1.5;
      const down = box.top < edge.top - 1.5 || box.bottom > edge.bottom + 1.5;
      const hides = (overflow) => overflow === "hidden" || overflow === "clip";
      if ((across && hides(overflowX)) || (down && hides(overflowY))) return "is cut off";
      if (across && one.matches("button, summary, .button")) return "runs out of its button";
      if (/auto|scroll/.test(overflowX + overflowY) && one !== document.body) return null;
    }
    return box.left < -1 || box.right > width + 1 ? "is off the page" : null;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, holder = text.parentElement;
    if (!text.data.trim() || holder.closest("option, script, style, noscript, svg, .skip")) continue;
    if (!shown(holder) || forEars(holder)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const how = [...range.getClientRects()].filter((box) => box.width > 1).map((box) => cut(box, holder)).find(Boolean);
    if (how) faults.push(`text ${how}: “${text.data.trim().slice(0, 40)}”`);
  }

  // Words inside fields: the chosen option, a placeholder.
  const brush = document.createElement("canvas").getContext("2d");
  for (const field of document.querySelectorAll("select, input[placeholder], textarea[placeholder]")) {
    if (!shown(field)) continue;
    const inside = field.localName === "select" ? field.selectedOptions[0]?.label ?? "" : field.placeholder;
    if (field.localName === "textarea") continue; // it wraps
    const { font, paddingLeft, paddingRight } = style(field);
    brush.font = font;
    const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    if (brush.measureText(inside).width > room + 1) faults.push(`“${inside.slice(0, 60)}” does not fit into its field`);
  }

  // Targets of 24 × 24 px (WCAG 2.5.8), with its exceptions for lines of text and for room around.
  const controls = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=slider], [tabindex='0']",
  )].filter((node) => shown(node) && !node.matches(".skip") && !forEars(node));
  const area = (node) => { // a label is part of the target of its field
    const boxes = [node, ...(node.labels ?? [])].map((one) => one.getBoundingClientRect());
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
    const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
    return { node, left, top, right, bottom, wide: right - left, high: bottom - top };
  };
  const inLine = (node) => { // the line's height is what limits it: there is other text on that line
    if (style(node).display !== "inline") return false;
    let block = node.parentElement;
    while (style(block).display === "inline") block = block.parentElement;
    const around = block.cloneNode(true);
    for (const each of around.querySelectorAll("a, button, input, select, summary")) each.remove();
    return /[\p{L}\p{N}]/u.test(around.textContent);
  };
  const apart = (x, y, box) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  const targets = controls.map(area);
  const small = targets.filter(({ wide, high }) => wide < 23.95 || high < 23.95);
  for (const one of small) {
    if (inLine(one.node)) continue;
    const [x, y] = [(one.left + one.right) / 2, (one.top + one.bottom) / 2];
    const near = targets.find((other) => other.node !== one.node && !other.node.contains(one.node) && (
      apart(x, y, other) < 12 ||
      (small.includes(other) && Math.hypot((other.left + other.right) / 2 - x, (other.top + other.bottom) / 2 - y) < 24)
    ));
    if (near) faults.push(`${Math.round(one.wide)} × ${Math.round(one.high)} px, too near to another: ${named(one.node)}`);
  }
  return faults;
}
