// A link with data-dialog="id" opens <dialog id="id">; without the dialog the link is followed.
export function watchDialogs(root) {
  root.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest?.("[data-dialog]");
    if (link) {
      const dialog = root.getElementById(link.dataset.dialog);
      if (!dialog?.showModal) return;
      event.preventDefault();
      dialog.showModal();
      return;
    }
    // A press on the backdrop lands on the dialog itself.
    if (event.target.nodeName === "DIALOG" && event.target.matches(":modal")) {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right &&
        event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
  });
}
