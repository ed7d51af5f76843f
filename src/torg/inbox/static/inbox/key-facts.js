// A fact is put where the cursor stands. Until the cursor has been in the box, and without this
// script, the button brings the form back with the fact before the closing.
"use strict";
(() => {
  const list = document.querySelector("[data-facts-for]");
  const box = list && document.getElementById(list.dataset.factsFor);
  if (!box) return;
  let placed = false;
  for (const what of ["pointerup", "input"]) box.addEventListener(what, () => { placed = true; });
  box.addEventListener("keyup", (event) => { placed ||= event.key !== "Tab"; });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-fact]");
    if (!button || !placed) return;
    event.preventDefault();
    box.setRangeText(button.dataset.fact, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
})();
