// The desk works without this; here is what only a script can do. No inline handlers, no eval.
import { watchCounters } from "./counter.js";
import { watchDialogs } from "./dialog.js";
import { watchDrafts } from "./drafts.js";
import { watchHelp } from "./help.js";
import { watchKeys } from "./keys.js";
import { watchMenus } from "./menu.js";
import { watchPresence } from "./presence.js";
import { watchPresses } from "./press.js";
import { watchToasts } from "./toast.js";
import { watchTyped } from "./typed.js";
import { watchUndo } from "./undo.js";

document.documentElement.dataset.js = "";
watchDialogs(document);
watchCounters(document);
watchMenus(document);
watchToasts(document);
watchUndo(document);
watchHelp(document);
watchKeys(document);
watchDrafts(document);
watchTyped(document);
watchPresence(document);
watchPresses(document);

// What stopped a form is read first, where the reader stands.
document.querySelector("[data-focus]")?.focus();
