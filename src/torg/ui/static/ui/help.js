// A link with data-help opens what the handbook says in a panel beside the form; the form stays
// as it is. Without this the link opens a tab of its own.
import { pageHeaders } from "./requests.js";

export function watchHelp(root) {
  const panel = root.getElementById("hjalppanel");
  if (!panel?.show) return;
  const title = root.getElementById("hjalppanel-rubrik");
  const body = panel.querySelector("[data-help-body]");
  const narrow = matchMedia("(max-width: 62em)");
  let opener = null;

  function show(parts) {
    body.replaceChildren(...parts);
    // Whatever is followed from here must not take the form away.
    for (const link of body.querySelectorAll("a:not([data-help])")) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    title.textContent = body.querySelector("[data-help-title]")?.dataset.helpTitle ?? title.textContent;
    body.scrollTop = 0;
  }
  function failed(href) {
    const link = root.createElement("a");
    link.href = href;
    link.textContent = body.dataset.helpFailed;
    show([link]);
  }
  async function fill(href) {
    try {
      const answer = await fetch(href, { headers: { ...pageHeaders(), "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) return failed(href);
      show(new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    } catch {
      failed(href);
    }
  }
  root.addEventListener("click", async (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest?.("[data-help]");
    if (!link) return;
    event.preventDefault();
    if (!panel.contains(link)) opener = link;
    await fill(link.href);
    if (!panel.open) narrow.matches ? panel.showModal() : panel.show();
    title.focus();
  });
  // A modal closes by itself on Escape; beside the form it does so wherever one writes.
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open || panel.matches(":modal") || event.defaultPrevented) return;
    panel.close();
  });
  panel.addEventListener("close", () => {
    const inside = panel.contains(root.activeElement) || root.activeElement === root.body;
    if (inside) opener?.focus();
  });
}
