// The palette: every page and every command by typing a part of its name, and every case by its number.
"use strict";

(() => {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = palette.querySelector("input");
  const list = palette.querySelector("[role=listbox]");
  const said = palette.querySelector("[role=status]");
  const own = [...list.children];
  // While a command waits for its case: the part of the case's page that it will open.
  let wanted = null;
  let asked = 0;
  let waiting = 0;

  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{Mark}/gu, "").replace(/ß/g, "ss");
  const shown = () => [...list.querySelectorAll("[role=option]:not([hidden])")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (palette.open) palette.close();
    else window.kulanzOpen("palette");
  });

  // Opened from wherever: it begins anew.
  new MutationObserver(() => { if (palette.open) begin(null, palette.dataset.prompt); })
    .observe(palette, { attributeFilter: ["open"] });

  function begin(part, prompt) {
    wanted = part;
    input.value = "";
    input.placeholder = prompt;
    input.setAttribute("aria-label", prompt);
    input.focus();
    filter();
  }

  input.addEventListener("input", filter);
  palette.addEventListener("close", () => { asked += 1; window.clearTimeout(waiting); });

  function filter() {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    list.querySelectorAll("[data-found]").forEach((option) => option.remove());
    own.forEach((option) => {
      option.hidden = wanted !== null || !words.every((word) => plain(option.textContent).includes(word));
    });
    choose(shown()[0]);
    tell();
    window.clearTimeout(waiting);
    asked += 1;
    if (input.value.trim().length > 1) waiting = window.setTimeout(search, 150, input.value.trim(), asked);
  }

  // What the search finds stands below the commands.
  async function search(text, number) {
    const address = `${palette.dataset.search}?q=${encodeURIComponent(text)}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || number !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    [...page.querySelectorAll("a[href]")]
      .filter((link) => wanted === null || link.getAttribute("href").startsWith("/faelle/"))
      .forEach((link, index) => list.append(found(link, index)));
    if (!chosen()) choose(shown()[0]);
    tell();
  }

  function found(link, index) {
    const option = document.createElement("li");
    option.id = `palette-found-${index}`;
    option.role = "option";
    option.dataset.found = "";
    option.dataset.href = link.getAttribute("href");
    option.setAttribute("aria-selected", "false");
    option.append(...[...link.children].map((part) => part.cloneNode(true)));
    return option;
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function tell() {
    const count = shown().length;
    const isAsking = wanted !== null && input.value.trim().length < 2;
    said.textContent = count || isAsking ? "" : palette.dataset.nothing;
    input.setAttribute("aria-expanded", String(count > 0));
  }

  input.addEventListener("keydown", (event) => {
    const all = shown();
    const at = all.indexOf(chosen());
    const goals = {
      ArrowDown: all[(at + 1) % all.length], ArrowUp: all[(at - 1 + all.length) % all.length],
      PageDown: all[Math.min(at + 6, all.length - 1)], PageUp: all[Math.max(at - 6, 0)],
    };
    if (event.key in goals) choose(goals[event.key]);
    else if (event.key === "Enter") carryOut(chosen());
    else return;
    event.preventDefault();
  });

  list.addEventListener("click", (event) => carryOut(event.target.closest("[role=option]")));

  function carryOut(option) {
    if (!option) return;
    const { href, part, asks } = option.dataset;
    if (!part) {
      leave(wanted ? `${href}#${wanted}` : href);
    } else if (hasFold(part)) {
      palette.close();
      window.kulanzUnfold(part);
    } else {
      begin(part, asks);
    }
  }

  const hasFold = (part) => document.getElementById(part)?.querySelector("details.fold, summary") != null;

  // Also where the address differs in its last part only, which loads nothing by itself.
  function leave(address) {
    palette.close();
    window.location.href = address;
  }
})();
