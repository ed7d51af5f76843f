// What is typed into form[data-draft] is kept: here at once, on the server a moment later, and
// here no longer than until the server has it. The key names the person, so that whoever signs
// in after them on the same machine is never shown it.
import { isSignedOut, pageHeaders } from "./requests.js";

const WAIT = 1000;
const RETRY = 5000;
export const FORGOTTEN = 7 * 24 * 60 * 60 * 1000;
const PREFIX = "torg-draft:";
export const UNSENT = "Du är utan nät, så inget har skickats. Det du skrev finns kvar här. Skicka igen när nätet är tillbaka.";
const OURS = new Set(["csrfmiddlewaretoken", "draft_token", "draft_of", "form_token", "known", "do"]);
export const clock = new Intl.DateTimeFormat("sv-SE", { hour: "2-digit", minute: "2-digit" });

export const own = () => `${PREFIX}${document.body.dataset.user}:`;

export function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export function store(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full or closed store: the server still gets it.
  }
}

function read(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !OURS.has(name)) (fields[name] ??= []).push(value);
  }
  return fields;
}

function fill(form, fields) {
  const at = {};
  for (const control of form.elements) {
    if (!control.name || OURS.has(control.name) || control.type === "file" || control.type === "submit") continue;
    const values = fields[control.name] ?? [];
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = values.includes(control.value);
    } else {
      const place = at[control.name] ?? 0;
      at[control.name] = place + 1;
      control.value = values[place] ?? "";
      const fold = control.value && control.closest("details:not([open])");
      if (fold) fold.open = true;
    }
  }
}

class Keeper {
  constructor(form) {
    this.form = form;
    this.key = own() + form.dataset.draft;
    this.state = form.querySelector("[data-draft-state]");
    this.untouched = JSON.stringify(read(form));
    this.timer = 0;
    this.isOver = false;
    this.takeUp();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", (event) => this.sending(event));
    addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.save(); });
  }

  takeUp() {
    const draft = stored(this.key);
    const { draftSettled, draftSaved, draftBound } = this.form.dataset;
    if (!draft) return;
    const isOld = draft.at < Date.now() - FORGOTTEN || draft.at < Date.parse(draftSaved ?? 0);
    if (isOld || draft.token === draftSettled || draftBound !== undefined) {
      localStorage.removeItem(this.key);
      return;
    }
    if (JSON.stringify(draft.fields) === this.untouched) return;
    fill(this.form, draft.fields);
    const note = this.form.querySelector("[data-draft-note]");
    note.querySelector("[data-draft-time]").textContent = clock.format(draft.at);
    note.hidden = false;
    this.typed();
  }

  typed() {
    const fields = read(this.form);
    if (JSON.stringify(fields) === this.untouched) return;
    this.isOver = false;
    store(this.key, { at: Date.now(), token: this.form.dataset.draftToken, fields });
    this.later(WAIT);
  }

  later(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), time);
  }

  async save() {
    clearTimeout(this.timer);
    const draft = stored(this.key);
    if (!draft || this.isOver) return;
    const body = new URLSearchParams({ draft_token: draft.token });
    for (const [name, values] of Object.entries(draft.fields)) values.forEach((value) => body.append(name, value));
    let response;
    try {
      response = await fetch(this.form.dataset.draftUrl, { method: "POST", keepalive: true, headers: pageHeaders(), body });
    } catch {
      if (this.state.dataset.told !== "unsent") this.tell("offline");
      this.later(RETRY);
      return;
    }
    if (isSignedOut(response)) this.tell("signed-out");
    else if (response.ok || response.status === 410) this.saved(draft);
    else this.tell("failed");
  }

  saved(draft) {
    if (this.isOver) return;
    if (stored(this.key)?.at === draft.at) localStorage.removeItem(this.key);
    this.tell("");
  }

  sending(event) {
    if (event.submitter?.hasAttribute("data-draft-drop")) {
      this.isOver = true;
      localStorage.removeItem(this.key);
      return;
    }
    // Kept until a page says that the server has settled it: the way there may be cut.
    store(this.key, { at: Date.now(), token: this.form.dataset.draftToken, fields: read(this.form) });
    if (!navigator.onLine) {
      event.preventDefault();
      this.tell("unsent");
      this.state.scrollIntoView({ block: "nearest" });
      this.later(RETRY);
      return;
    }
    this.isOver = true;
    clearTimeout(this.timer);
  }

  tell(what) {
    const place = this.state;
    if (place.dataset.told === what) return;
    place.dataset.told = what;
    place.hidden = what === "";
    place.textContent = {
      "": "",
      offline: "Du är utan nät. Det du skriver finns kvar här och sparas när nätet är tillbaka.",
      unsent: UNSENT,
      "signed-out": "Din inloggning har gått ut. Det du skriver finns kvar här. ",
      failed: "Utkastet går inte att spara just nu. Det finns kvar här i webbläsaren.",
    }[what];
    if (what !== "signed-out") return;
    const link = document.createElement("a");
    link.href = `${document.body.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = "Logga in igen";
    place.append(link);
  }
}

export function watchDrafts(root) {
  if (!root.body.dataset.user) return;
  for (const mark of root.querySelectorAll("[data-draft-gone]")) {
    const key = own() + mark.dataset.draftGone;
    if (stored(key)?.token === mark.dataset.draftSettled) localStorage.removeItem(key);
  }
  root.querySelectorAll("form[data-draft]").forEach((form) => new Keeper(form));
  // Whoever signs out leaves nothing behind; what others left is forgotten after a week.
  root.querySelector("form[data-sign-out]")?.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(own())) localStorage.removeItem(key);
  });
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && (stored(key)?.at ?? 0) < Date.now() - FORGOTTEN) localStorage.removeItem(key);
  }
}
