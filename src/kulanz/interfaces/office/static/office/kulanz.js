// Small comforts. Every page works without them.
"use strict";

// What only works with these scripts is shown only with them.
document.documentElement.classList.add("script");

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
