// A channel's own text is offered once the channel is chosen. Without this script all are.
"use strict";
(() => {
  const form = document.getElementById("editor");
  if (!form) return;
  const show = () => {
    for (const own of form.querySelectorAll(".t-own[data-channel]")) {
      const box = form.querySelector(`input[name="channels"][value="${own.dataset.channel}"]`);
      const written = own.querySelector("textarea").value !== "";
      own.hidden = Boolean(box) && !box.checked && !written;
    }
  };
  form.addEventListener("change", show);
  show();
})();
