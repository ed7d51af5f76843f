// Toasts can be put away; good news leaves by itself when nobody points at it.
const STAY = 10000;

function wake(toast) {
  if (toast.dataset.awake) return;
  toast.dataset.awake = "1";
  const button = toast.querySelector("[data-toast-close]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => toast.remove());
  }
  if (!["success", "info"].includes(toast.dataset.toast)) return;
  let timer = 0;
  const start = () => { timer = setTimeout(() => toast.remove(), STAY); };
  const hold = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, start);
  start();
}

export function watchToasts(root) {
  const region = root.getElementById("toasts");
  if (!region) return;
  const wakeAll = () => region.querySelectorAll("[data-toast]").forEach(wake);
  wakeAll();
  // htmx adds toasts to the region with an out-of-band swap.
  new MutationObserver(wakeAll).observe(region, { childList: true, subtree: true });
}
