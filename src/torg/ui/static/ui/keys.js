// Single keys for what the page's own links, buttons and fields do (data-key). Never while
// somebody writes, never with a modifier, and not at all when the person has switched it off.
const FIRST = "g";
const PATIENCE = 1500;

function isWriting(target) {
  return target.closest?.("input, textarea, select, [contenteditable]:not([contenteditable=false])") != null;
}

function isShown(element) {
  return element.getClientRects().length > 0 || element.closest("details:not([open])") != null;
}

function use(element) {
  for (let fold = element.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) {
    fold.open = true;
  }
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

function press(root, keys) {
  const found = [...root.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)].find(isShown);
  if (found) use(found);
  return Boolean(found);
}

function rows(root) {
  return [...root.querySelectorAll("main .t-row__title a")].filter((link) => link.getClientRects().length > 0);
}

function step(root, by) {
  const links = rows(root);
  if (!links.length) return false;
  const at = links.indexOf(root.activeElement);
  const current = links.findIndex((link) => link.closest("[aria-current]"));
  const from = at >= 0 ? at : current >= 0 ? current : by > 0 ? -1 : links.length;
  links[Math.min(Math.max(from + by, 0), links.length - 1)].focus();
  return true;
}

export function watchKeys(root) {
  const map = root.getElementById("kortkommandon");
  if (!map || root.body.dataset.keys !== "on") return;
  let first = 0;
  const alone = {
    "?": () => { map.showModal(); return true; },
    j: () => step(root, 1),
    k: () => step(root, -1),
    o: () => { const row = rows(root).includes(root.activeElement); if (row) root.activeElement.click(); return row; },
    "/": () => press(root, "/"),
  };
  root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat && event.key === FIRST) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || root.querySelector("dialog:modal")) return;
    if (event.key === FIRST) { first = Date.now(); return; }
    const second = Date.now() - first < PATIENCE;
    first = 0;
    if (event.key.length !== 1) return;
    const done = second ? press(root, `${FIRST} ${event.key}`) : (alone[event.key] ?? (() => press(root, event.key)))();
    if (done) event.preventDefault();
  });
}
