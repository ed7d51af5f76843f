// What is typed into a form without a draft on the server waits in this browser until an answer
// shows that it arrived: after a closed tab, a lost network, an ended sign-in. Only what the
// person changed is put back, so that what others have changed meanwhile stays as it is.
import { FORGOTTEN, UNSENT, clock, own, store, stored } from "./drafts.js";

const WRITTEN = "form[method=post]:not([data-draft], :has([type=password], [autocomplete=one-time-code])):has(textarea:not([readonly]), input[type=text])";
const SENT = "torg-sent";

function controls(form) {
  const left = new Set(["hidden", "file", "submit", "button", "password"]);
  return [...form.elements].filter((one) => one.name && !left.has(one.type) && one.type !== "fieldset");
}

function read(form) {
  const found = {};
  for (const one of controls(form)) {
    const values = (found[one.name] ??= []);
    if (one.type === "checkbox" || one.type === "radio") { if (one.checked) values.push(one.value); }
    else if (one.selectedOptions) values.push(...[...one.selectedOptions].map((option) => option.value));
    else values.push(one.value);
  }
  return found;
}

function fill(form, fields) {
  const at = {};
  for (const one of controls(form)) {
    const values = fields[one.name];
    if (!values) continue;
    if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
    else if (one.selectedOptions) for (const option of one.options) option.selected = values.includes(option.value);
    else one.value = values[(at[one.name] = (at[one.name] ?? -1) + 1)] ?? "";
    const fold = values.join("") && one.closest("details:not([open])");
    if (fold) fold.open = true;
  }
}

class Typed {
  constructor(form, key) {
    this.form = form;
    this.key = key;
    this.first = read(form);
    this.takeUp();
    form.addEventListener("input", () => this.keep());
    form.addEventListener("change", () => this.keep());
    form.addEventListener("submit", (event) => this.sending(event));
  }

  takeUp() {
    const kept = stored(this.key);
    if (!kept) return;
    const now = JSON.stringify(read(this.form));
    if (kept.at > Date.now() - FORGOTTEN) fill(this.form, kept.fields);
    else localStorage.removeItem(this.key);
    if (JSON.stringify(read(this.form)) !== now) this.tell(`Återställt utkast från ${clock.format(kept.at)}`, true);
  }

  keep() {
    const fields = read(this.form);
    for (const name of Object.keys(fields)) {
      if (JSON.stringify(fields[name]) === JSON.stringify(this.first[name])) delete fields[name];
    }
    if (Object.keys(fields).length) store(this.key, { at: Date.now(), fields });
    else localStorage.removeItem(this.key);
  }

  sending(event) {
    if (navigator.onLine) {
      sessionStorage.setItem(SENT, this.key);
      return;
    }
    this.keep();
    event.preventDefault();
    this.tell(UNSENT, false);
    this.note.scrollIntoView({ block: "nearest" });
  }

  tell(text, canDrop) {
    this.note?.remove();
    this.note = document.createElement("div");
    this.note.className = canDrop ? "t-draft" : "t-draft t-draft--state";
    this.note.setAttribute("role", "status");
    this.note.append(text);
    if (canDrop) {
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "t-draft__drop";
      drop.textContent = "Kasta";
      drop.addEventListener("click", () => this.drop());
      this.note.append(drop);
    }
    this.form.prepend(this.note);
  }

  drop() {
    fill(this.form, this.first);
    localStorage.removeItem(this.key);
    this.note.remove();
  }
}

// Whoever has done what was asked sends the browser on; what was refused is shown again.
function settle() {
  let key;
  try {
    key = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
  } catch {
    return;
  }
  const [way] = performance.getEntriesByType("navigation");
  if (key?.startsWith(own()) && way?.redirectCount) localStorage.removeItem(key);
}

export function watchTyped(root) {
  const isSignedIn = Boolean(root.body.dataset.user);
  if (!isSignedIn) {
    try { sessionStorage.removeItem(SENT); } catch { /* A closed store has nothing in it. */ }
    return;
  }
  settle();
  const seen = {};
  for (const form of root.querySelectorAll(WRITTEN)) {
    const path = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
    const number = (seen[path] = (seen[path] ?? 0) + 1);
    new Typed(form, `${own()}${path}#${number}`);
  }
}
