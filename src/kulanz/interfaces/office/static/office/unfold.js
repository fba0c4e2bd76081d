// Dialogs and folded parts: opened by buttons, by keys, by commands, and by the part that an address names.
"use strict";

// Open the folded part with this id and go to its first field; false where there is none.
window.kulanzUnfold = (id) => {
  const part = document.getElementById(id);
  const fold = part?.matches("details") ? part : part?.querySelector("details.fold");
  if (!fold) return false;
  fold.open = true;
  const field = fold.querySelector("input:not([type=hidden]), select, textarea, button");
  field?.focus({ preventScroll: true });
  part.scrollIntoView({ block: "nearest" });
  return true;
};

// Open the dialog with this id; closing it gives the focus back to where it was, which browsers do by themselves.
window.kulanzOpen = (id) => {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  return true;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-opens]");
  if (!button) return;
  button.closest("details.menu")?.removeAttribute("open");
  window.kulanzOpen(button.dataset.opens);
});

// A menu closes by Escape and by a click elsewhere.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// After the browser has gone to the part itself, which takes the focus away.
const unfoldNamed = () => window.setTimeout(() => window.kulanzUnfold(window.location.hash.slice(1)), 0);
window.addEventListener("hashchange", unfoldNamed);
window.addEventListener("load", unfoldNamed);
