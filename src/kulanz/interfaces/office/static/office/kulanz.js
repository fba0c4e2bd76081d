// Small comforts. Every page works without them.
"use strict";

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
const shortcutsOn = () => document.body.dataset.shortcuts === "on";

// "/" goes to the search, "?" opens the list of keys; never while somebody types.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !shortcutsOn() || typing(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("search")?.focus();
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  } else if (["j", "k", "Enter", "x"].includes(event.key)) {
    moveInList(event);
  }
});

function moveInList(event) {
  const rows = [...document.querySelectorAll("table[data-keys] tbody tr[data-href]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("chosen"));
  if (event.key === "Enter") {
    if (at >= 0 && event.target === document.body) window.location.href = rows[at].dataset.href;
    return;
  }
  if (event.key === "x") {
    const box = rows[at]?.querySelector("input[type=checkbox]");
    if (box) box.click();
    return;
  }
  const next = Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
  rows[at]?.classList.remove("chosen");
  rows[next].classList.add("chosen");
  rows[next].scrollIntoView({ block: "nearest" });
}

// A form is sent once: the second click of a double click does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  const question = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  window.setTimeout(() => { delete form.dataset.sent; }, 8000);
});

// Counts and sums of what is ticked.
function addUp(scope) {
  const boxes = [...scope.querySelectorAll("input[type=checkbox][data-cents]")];
  const ticked = boxes.filter((box) => box.checked);
  // What lies on other pages goes along.
  const cents = ticked.reduce((sum, box) => sum + Number(box.dataset.cents), Number(scope.dataset.otherCents || 0));
  const count = ticked.length + Number(scope.dataset.others || 0);
  const locale = document.documentElement.lang === "en" ? "en-GB" : "de-DE";
  const text = new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(cents / 100);
  scope.querySelectorAll("[data-show=count]").forEach((place) => { place.textContent = count; });
  scope.querySelectorAll("[data-show=sum]").forEach((place) => { place.textContent = text; });
}
document.addEventListener("change", (event) => {
  const scope = event.target.closest("[data-adds-up]");
  if (scope) addUp(scope);
});
document.querySelectorAll("[data-adds-up]").forEach(addUp);

// Copy buttons.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) navigator.clipboard?.writeText(button.dataset.copy).then(() => { button.textContent = button.dataset.done; });
});
