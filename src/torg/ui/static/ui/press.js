// An answer that is put into the page under a pressed pointer moves the button away, and the press
// becomes no click: leaving a text to press "send" has it judged, and the judgement stands above
// the button. What comes back waits until the pointer is up and the click is done.
const LONGEST = 1500;
let pressed = null;

function press() {
  let release;
  pressed = new Promise((done) => (release = done));
  const over = () => setTimeout(() => ((pressed = null), release()));
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, over, { once: true });
  setTimeout(over, LONGEST); // let go outside the window
}

export function watchPresses(root) {
  root.addEventListener("pointerdown", () => pressed ?? press());
  root.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const ask = ctx.fetch;
    ctx.fetch = async (...given) => {
      const answer = await ask(...given);
      await pressed;
      return answer;
    };
  });
}
