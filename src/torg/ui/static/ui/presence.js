// Who else has this open. A calm sign of life, none while the tab is hidden; the server answers
// 204 when nobody has come or gone, so that a screen reader is told only of changes.
import { pageHeaders } from "./requests.js";

const EVERY = 15000;
const WRITING_FOR = 30000;

export function watchPresence(root) {
  const place = root.querySelector("[data-presence]");
  if (!place || !globalThis.htmx) return;
  let timer = 0;
  let typed = 0;

  function mode() {
    return typed && Date.now() - typed < WRITING_FOR ? "writing" : "viewing";
  }
  function here() {
    clearTimeout(timer);
    if (root.hidden) return;
    const known = place.querySelector("[data-presence-known]")?.dataset.presenceKnown ?? "";
    place.setAttribute("hx-vals", JSON.stringify({ mode: mode(), known }));
    globalThis.htmx.trigger(place, "torg:here");
    timer = setTimeout(here, EVERY);
  }
  root.addEventListener("input", (event) => {
    if (!event.target.closest?.(place.dataset.presence || "[data-draft]")) return;
    const fresh = mode() === "viewing";
    typed = Date.now();
    if (fresh) here();
  });
  root.addEventListener("visibilitychange", here);
  addEventListener("pagehide", () => {
    const body = new URLSearchParams({ mode: "left" });
    fetch(place.getAttribute("hx-post"), { method: "POST", keepalive: true, headers: pageHeaders(), body });
  });
  here();
}
