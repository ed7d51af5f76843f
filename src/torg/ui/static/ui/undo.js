// "Skickas om 12 s" beside the button that takes it back; without this the time of day stands there.
export function watchUndo(root) {
  for (const toast of root.querySelectorAll("[data-undo-until]")) {
    // By the server's clock at the time of the page, since the one here may be wrong.
    const ends = performance.now() + Number(toast.dataset.undoLeft) * 1000;
    const left = toast.querySelector("[data-undo-count]");
    const tick = () => {
      const seconds = Math.ceil((ends - performance.now()) / 1000);
      if (seconds <= 0) {
        toast.remove();
        return;
      }
      left.textContent = `Skickas om ${seconds} s.`;
      setTimeout(tick, 250);
    };
    tick();
  }
}
