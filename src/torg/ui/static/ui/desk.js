// The desk works without this; here is what only a script can do. No inline handlers, no eval.
import { watchCounters } from "./counter.js";
import { watchDialogs } from "./dialog.js";
import { watchMenus } from "./menu.js";
import { watchToasts } from "./toast.js";

document.documentElement.dataset.js = "";
watchDialogs(document);
watchCounters(document);
watchMenus(document);
watchToasts(document);

// What stopped a form is read first, where the reader stands.
document.querySelector("[data-focus]")?.focus();
