// "48 tecken kvar" under a field with data-counter; counted as people see characters.
const segmenter = globalThis.Intl?.Segmenter ? new Intl.Segmenter("sv", { granularity: "grapheme" }) : null;
const figures = new Intl.NumberFormat("sv-SE");

export function countCharacters(text) {
  return segmenter ? [...segmenter.segment(text)].length : [...text].length;
}

function show(control) {
  const note = document.querySelector(`[data-counter-for="${CSS.escape(control.id)}"]`);
  if (!note) return;
  const left = Number(control.dataset.counter) - countCharacters(control.value.replaceAll("\r\n", "\n"));
  note.textContent = left < 0 ? `${figures.format(-left)} tecken för mycket` : `${figures.format(left)} tecken kvar`;
  note.toggleAttribute("data-over", left < 0);
  // Spoken only near the end: a screen reader must not be told at every key.
  note.setAttribute("aria-live", left < 20 ? "polite" : "off");
}

export function watchCounters(root) {
  root.querySelectorAll("[data-counter]").forEach(show);
  root.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-counter]")) show(event.target);
  });
}
