"""Every page of the office in a real browser: usable by everybody, quiet, and with nobody else's server in it."""

import re

import pytest

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
PAGES = (
    "/", "/lauf", "/lauf?liste=zurueckgehalten", "/lauf?liste=anrufe", "/faelle", "/faelle?liste=alle", "/kunden",
    "/zahlungen", "/zahlungen?liste=offen", "/zahlungen?liste=zugeordnet", "/zahlungen/einlesen",
    "/rechnungen/einlesen", "/ausgang", "/einrichtung", "/einrichtung/firma", "/einrichtung/bank",
    "/einrichtung/mail", "/einrichtung/zahlarten", "/einrichtung/team", "/einrichtung/live",
    "/einrichtung/abgleich", "/einrichtung/steuerprofil", "/einrichtung/uhr",
    "/zeitmaschine?tag=2026-12-21", "/zeitmaschine?tag=2026-11-02&liste=zurueckgehalten", "/mehr", "/profil", "/suche?q=Beispiel",
)  # fmt: skip
# A page that lists things, and what one of them is called there.
DETAILS = (
    ("/faelle", r"/faelle/case_\w+"),
    ("/kunden", r"/kunden/cus_\w+"),
    ("/zahlungen", r"/zahlungen/line_\w+"),
    ("/ausgang", r"/ausgang/msg_\w+"),
    ("/einrichtung", r"/einrichtung/absender/\w+"),
)


def details(watched):
    for index, pattern in DETAILS:
        watched.open(index)
        found = re.search(f'href="({pattern})"', watched.page.content())
        assert found, f"{index} lists nothing like {pattern}"
        yield found[1]


def width_too_much(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_usable_and_fits(watched, size):
    watched.page.set_viewport_size(size)
    too_wide = []

    for path in [*PAGES, *details(watched)]:
        watched.open(path)
        if width_too_much(watched.page) > 0:
            too_wide.append(path)
        assert watched.page.locator("h1").count() == 1, path

    assert too_wide == []


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
