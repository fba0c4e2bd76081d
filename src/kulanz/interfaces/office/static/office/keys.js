// Single keys, for people who prefer them: nothing on a page needs one, and the profile switches them all off.
"use strict";

(() => {
  const ROWS = "table[data-keys] tbody tr[data-href], main article.decision";
  // Where a key leads to on the page of a case or of a customer: the id of the part that it opens.
  const PARTS = { s: "pausen", p: "zahlung", a: "anruf" };

  const isOn = () => document.body.dataset.shortcuts === "on" && !document.querySelector("dialog[open]");
  const isTyping = (element) =>
    element.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])") !== null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!isOn() || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (act(key)) event.preventDefault();
  });

  // Do what the key stands for on this page; false where it stands for nothing here.
  function act(key) {
    if (key === "/") return focusOn(document.getElementById("search"));
    if (key === "?") return window.kulanzOpen("keys");
    if (key === "j") return step(1);
    if (key === "k") return step(-1);
    if (key === "x") return tick();
    return key in PARTS && go(PARTS[key]);
  }

  function focusOn(element) {
    element?.focus();
    return Boolean(element);
  }

  const rows = () => [...document.querySelectorAll(ROWS)].filter(opener);
  const opener = (row) =>
    row.querySelector("[data-open]") || row.querySelector("td a[href], h2 a[href]") || row.querySelector("a[href]");
  const rowInFocus = () => document.activeElement?.closest(ROWS);

  // The focus itself moves, so that Enter opens and a screen reader says where one is.
  function step(by) {
    const all = rows();
    const at = all.indexOf(rowInFocus());
    const next = at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by));
    return all.length > 0 && focusOn(opener(all[next]));
  }

  function tick() {
    const box = rowInFocus()?.querySelector("input[type=checkbox]:not(:disabled)");
    box?.click();
    return Boolean(box);
  }

  // In a list: the page of the row, with this part open. On such a page itself: the part.
  function go(part) {
    const row = rowInFocus();
    if (!row) return window.kulanzUnfold(part);
    const links = [row.dataset.href, ...[...row.querySelectorAll("a[href]")].map((link) => link.getAttribute("href"))];
    const target = links.find((href) => href?.startsWith("/faelle/"))
      || (part === "pausen" && links.find((href) => href?.startsWith("/kunden/")));
    if (target) window.location.href = `${target.split("#")[0]}#${part}`;
    return Boolean(target);
  }
})();
