"""Every page of the office in a real browser: usable by everybody, quiet, and with nobody else's server in it."""

import pytest
from django.urls import resolve
from playwright.sync_api import expect

from tests.browser.places import DESKTOP, IN_THE_OFFICE, NARROW, PHONE
from tests.features.office.test_walk import EXAMPLES

# Pages that need something to happen first: the tests below, and test_scenarios, look at them.
AFTER_SOMETHING = {
    "office:run_released",
    "office:accept",
    "office:check_result",
    "office:work",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_reauthenticate",
}
# A mail, a part that the run's page unfolds, a PDF, a table.
NO_PAGES = {"office:message_html", "office:run_message", "office:letter_pdf", "office:check_csv"}


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0


def name_of(place):
    path = (place.link or place.path).replace(r"\w+", "x") + place.then
    return resolve(path.split("?")[0]).view_name


def test_every_page_of_the_walk_is_visited_by_the_browser():
    # A new page belongs into places.py, or into a test of its own that is named above.
    shown = {name for name, example in EXAMPLES.items() if 200 in (example.get, example.at_the_door)}

    assert shown == {name_of(place) for place in IN_THE_OFFICE} | AFTER_SOMETHING | NO_PAGES


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_usable_and_fits(watched, size):
    page = watched.page
    page.set_viewport_size(size)
    wrong = []

    for place in IN_THE_OFFICE:
        path = place.found(page, watched.url)
        watched.open(path, status=place.status)
        for width in [size, NARROW] if size == PHONE else [size]:
            page.set_viewport_size(width)
            if too_wide(page):
                wrong.append((place.name, width["width"]))
        page.set_viewport_size(size)
        if page.locator("h1").count() != 1:
            wrong.append((place.name, "headings"))
        if page.locator("html").get_attribute("lang") != "de":
            wrong.append((place.name, "language"))
        wrong += [(place.name, table) for table in page.evaluate(TABLES_WITHOUT_HEADERS)]

    assert wrong == []


TABLES_WITHOUT_HEADERS = """() => [...document.querySelectorAll("main table")]
    .filter((table) => !table.querySelector("th")).map((table) => table.outerHTML.slice(0, 80))"""


def test_pages_that_say_no_are_usable(watched):
    page = watched.page
    page.set_viewport_size(PHONE)

    watched.open("/kunden")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Ändern", exact=True).click()
    page.get_by_label("Name").first.fill("")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(".field.wrong, .errorlist").first).to_be_visible()
    watched.check()

    watched.open("/zahlungen/einlesen")
    page.locator("input[type=file]").set_input_files(
        {"name": "notiz.txt", "mimeType": "text/plain", "buffer": b"Das ist kein Kontoauszug."}
    )
    page.get_by_role("button", name="Einlesen").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    watched.check()

    watched.open("/rechnungen/einlesen")
    rows = "Rechnungsnummer;Kunde;Datum;Betrag;E-Mail\nR-1;Ein Mensch;01.11.2026;keiner;ein@mensch.example\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "rechnungen.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.locator("main form button.main").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    watched.check()
    assert not too_wide(page)
    watched.forgive(422)


def test_an_address_that_leads_nowhere_says_so(watched):
    watched.open("/faelle/case_gibtesnicht", status=404)

    expect(watched.page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_door_is_usable(shop, page, size):
    from tests.browser.conftest import Watched

    page.set_viewport_size(size)
    window = Watched(page, shop.url)
    for path in ("/konto/login/", "/konto/password/reset/", "/konto/inactive/"):
        window.open(path)
        assert not too_wide(page)
    window.open("/konto/login/")
    page.locator("input[name=login]").fill("niemand@laden.example")
    page.locator("input[name=password]").fill("falsch")
    page.locator("form:has(input[name=password]) button").first.click()
    expect(page.locator(".errorlist, [role=alert]").first).to_be_visible()
    window.check()
    window.log_in()
    window.open("/konto/logout/")

    assert window.faults == []


def test_the_pages_speak_english_too(watched):
    watched.page.get_by_text("Lindenladen").first.click()
    watched.page.get_by_role("button", name="English").click()

    for path, heading in (("/lauf", "Run for"), ("/faelle", "Cases"), ("/zahlungen", "Payments")):
        watched.open(path)
        assert watched.page.locator("html").get_attribute("lang") == "en"
        assert heading in watched.page.locator("h1").inner_text()


def test_a_fault_is_noticed(watched):
    # The fixture must be able to fail, or its silence says nothing.
    watched.page.evaluate("console.error('planted')")
    watched.page.evaluate("fetch('http://127.0.0.1:1/elsewhere').catch(() => {})")
    watched.page.evaluate("document.body.append(document.createElement('img'))")
    watched.check()

    faults = " | ".join(watched.faults)
    for trace in ("planted", "Content Security Policy", "127.0.0.1:1/elsewhere", "image-alt"):
        assert trace in faults
    watched.faults.clear()
