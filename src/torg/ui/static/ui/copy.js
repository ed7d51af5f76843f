// A button that copies a field's text; without scripts the field is there to be marked.
document.querySelectorAll("[data-copies]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    const note = document.getElementById(`${button.dataset.copies}-sagt`);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      note.textContent = "Kopierat.";
    } catch {
      note.textContent = "Texten är markerad. Kopiera den med Ctrl+C.";
    }
  });
});
