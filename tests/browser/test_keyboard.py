"""The keyboard: the palette, the single keys, and that they are silent while somebody types or has them off."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def press(watched):
    """Press keys one after the other."""

    def keys(*names):
        for name in names:
            watched.page.keyboard.press(name)

    return keys


def focused(page):
    """The text of what has the focus, or the name of a field."""
    return page.evaluate(
        "(document.activeElement.name || document.activeElement.id || document.activeElement.textContent).trim()"
    )


def options(page):
    return page.locator("#palette [role=option]:visible")


def test_the_palette_finds_pages_while_typing_and_gives_the_focus_back(watched, press):
    page = watched.page
    watched.open("/kunden")
    page.locator("#cq").focus()

    press("Control+k")
    field = page.get_by_role("combobox", name="Seite, Befehl, Rechnung oder Name")
    expect(field).to_be_focused()
    watched.check()
    page.keyboard.type("konto ein")
    expect(options(page)).to_have_text(["Kontoauszug einlesen"])
    press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    assert focused(page) == "q"

    press("Control+k")
    page.keyboard.type("lauf")
    chosen = page.locator("#palette [aria-selected=true]")
    expect(chosen).to_have_text("Lauf prüfen")
    press("ArrowDown")
    expect(chosen).to_have_text("Lauf: zurückgehalten")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    press("ArrowUp", "Enter")
    page.wait_for_url("**/lauf")


def test_the_palette_opens_a_case_by_its_number(watched, press):
    page = watched.page
    press("Control+k")
    page.keyboard.type("1043")
    expect(options(page)).to_have_count(1)
    expect(options(page)).to_contain_text("Erika Beispiel")

    press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("RE-2026-1043")


def test_the_palette_says_when_there_is_nothing(watched, press):
    page = watched.page
    press("Control+k")
    page.keyboard.type("Niemand heißt so")

    expect(page.locator("#palette [role=status]")).to_have_text("Nichts gefunden.")
    press("Enter")
    assert page.url == watched.url + "/"


def test_holding_a_case_asks_which_and_opens_its_form(watched, press):
    page = watched.page
    press("Control+k")
    page.keyboard.type("anhalten")
    press("Enter")
    expect(page.get_by_role("combobox", name="Welcher Fall?")).to_be_focused()
    page.keyboard.type("Erika")
    expect(options(page)).to_contain_text(["RE-2026-1043"])

    press("Enter")

    page.wait_for_url(re.compile("/faelle/case_.*#pausen"))
    expect(page.locator("#pausen select[name=kind]")).to_be_focused()


def test_on_a_cases_page_the_command_opens_the_form_at_once(watched, press):
    page = watched.page
    watched.open("/suche?q=RE-2026-1043")

    press("Control+k")
    page.keyboard.type("zahlung buchen")
    press("Enter")

    expect(page.locator("#zahlung input[name=amount]")).to_be_focused()
    expect(page.locator("#palette")).to_be_hidden()


def test_the_palette_works_by_mouse_and_by_its_button(watched):
    page = watched.page
    page.get_by_role("button", name="Befehle").click()
    page.get_by_role("option", name="Poststapel").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Poststapel")


def test_a_list_is_walked_by_keys(watched, press):
    page = watched.page
    watched.open("/faelle")
    numbers = page.locator("tbody .first-cell a").all_inner_texts()

    press("j")
    assert focused(page) == numbers[0]
    press("j", "j", "k")
    assert focused(page) == numbers[1]
    press("x")
    expect(page.locator("[data-show=count]").first).to_have_text("1")
    press("k", "k", "k")
    assert focused(page) == numbers[0]
    press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text(numbers[0])


@pytest.mark.parametrize(
    ("key", "part", "field"),
    [("s", "pausen", "kind"), ("p", "zahlung", "amount"), ("a", "anruf", "outcome")],
)
def test_a_key_opens_what_is_done_with_the_case_of_the_row(watched, press, key, part, field):
    page = watched.page
    watched.open("/faelle")

    press("j", key)

    page.wait_for_url(re.compile(f"/faelle/case_.*#{part}"))
    expect(page.locator(f"#{part} [name={field}]")).to_be_focused()
    watched.check()


@pytest.mark.parametrize("path", ["/kunden", "/zahlungen", "/lauf", "/lauf?liste=anrufe", "/ausgang"])
def test_every_list_is_walked_by_keys(watched, press, path):
    watched.open(path)

    press("j")

    assert watched.page.evaluate("document.activeElement.matches('main tr a, main article a')")
    assert watched.page.evaluate(IS_COVERED) is False


IS_COVERED = """() => {
    const spot = document.activeElement.getClientRects()[0];
    const there = document.elementFromPoint(spot.x + spot.width / 2, spot.y + spot.height / 2);
    return !document.activeElement.contains(there) && there !== document.activeElement;
}"""


@pytest.mark.parametrize("size", [{"width": 1280, "height": 500}, {"width": 390, "height": 600}])
def test_the_focus_is_never_covered_by_a_bar(watched, size):
    page = watched.page
    page.set_viewport_size(size)
    for path in ("/faelle", "/lauf", "/zahlungen?liste=zugeordnet"):
        watched.open(path)
        page.locator("main a").first.focus()
        for _ in range(25):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('main') !== null"):
                assert page.evaluate(IS_COVERED) is False, (path, focused(page))


def test_keys_are_letters_while_somebody_types(watched, press):
    page = watched.page
    watched.open("/faelle")

    press("/")
    page.keyboard.type("jks?/x")

    assert page.locator("#search").input_value() == "jks?/x"
    assert focused(page) == "q"
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_the_list_of_keys_opens_and_closes(watched, press):
    page = watched.page
    press("?")
    expect(page.get_by_role("dialog", name="Tasten")).to_be_visible()
    watched.check()
    press("j")
    expect(page.get_by_role("dialog", name="Tasten")).to_be_visible()
    press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_switched_off_no_single_key_does_anything_and_the_palette_still_opens(watched, press):
    page = watched.page
    watched.open("/profil")
    page.get_by_label("Einzelne Tasten als Kürzel").uncheck()
    page.get_by_role("button", name="Speichern").click()
    watched.open("/faelle")
    before = page.url

    press("/", "j", "x", "s", "p", "a", "?", "Enter")

    assert (page.url, page.evaluate("document.activeElement.tagName")) == (before, "BODY")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("[data-show=count]").first).to_have_text("0")
    press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_without_scripts_everything_is_still_there_and_no_button_is_dead(browser, shop):
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(shop.url)
    page.get_by_role("button", name="Demo-Laden ansehen").click()

    expect(page.get_by_role("button", name="Befehle")).to_be_hidden()
    page.locator("#search").fill("RE-2026-1043")
    page.locator("#search").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("RE-2026-1043")
    page.locator("#pausen summary").click()
    expect(page.locator("#pausen select[name=kind]")).to_be_visible()
    context.close()
