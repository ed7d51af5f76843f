// An answer that is put into the page under a pressed pointer moves the button away, and the press
// becomes no click: leaving a text to press "send" has it judged, and the judgement stands above
// the button. What comes back waits until the pointer is up and the click is done.
const LONGEST = 1500; // for whoever lets go outside the window
let pressed = null;

function press() {
  const heard = new AbortController();
  pressed = new Promise((done) => {
    const over = () => (heard.abort(), clearTimeout(late), setTimeout(() => ((pressed = null), done())));
    const late = setTimeout(over, LONGEST);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, over, heard);
  });
}

export function watchPresses(root) {
  root.addEventListener("pointerdown", () => pressed ?? press());
  root.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const ask = ctx.fetch;
    const quiet = async (answer) => (await pressed, answer);
    ctx.fetch = (...given) => ask(...given).then(quiet);
  });
}
