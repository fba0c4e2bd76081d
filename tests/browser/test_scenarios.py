"""What a shop owner does in a day, click by click, within the clicks that it may take."""

import re

import pytest
from playwright.sync_api import expect


class Clicks:
    """Counts activations: a click, or a key that activates. Typing does not count."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def click(self, locator):
        self.count += 1
        locator.click()

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)


@pytest.fixture
def clicks(watched):
    return Clicks(watched.page)


def released_today(watched):
    """Every message of the day of the demo on the outbox page: its text."""
    watched.open("/ausgang")
    rows = watched.page.locator("tbody tr").all_inner_texts()
    return [row for row in rows if "01.12.2026" in row]


def list_of_run(watched, code):
    watched.open(f"/lauf?liste={code}")
    return watched.page.locator("main").inner_text()


def test_s01_the_run_of_the_day_is_released_in_three_clicks(watched, clicks, shop):
    withheld = list_of_run(watched, "zurueckgehalten")
    assert "Amira Test" in withheld and "Rücksendung seit 28.11.2026 angemeldet." in withheld
    assert "Paul Probe" in withheld and "59,00 €" in withheld

    watched.open("/")
    page = watched.page
    clicks.click(page.get_by_role("link", name="Lauf prüfen und freigeben"))
    watched.check()
    tab = page.get_by_role("link", name="Wird gesendet").inner_text()
    announced = int(re.search(r"(\d+) ·", tab)[1])
    erika = page.locator("article", has_text="Erika Beispiel")
    expect(erika).to_contain_text("08.12.2026")
    expect(erika).to_contain_text("129,90 €")
    assert page.locator("article", has_text="Nordwind").count() == 1
    assert (
        page.locator("article", has_text="Amira").count()
        == page.locator("article", has_text="Paul").count()
        == 0
    )
    clicks.click(page.get_by_label("Ich habe nachgesehen"))
    clicks.click(page.get_by_role("button", name=f"{announced} Nachrichten freigeben"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    assert clicks.count <= 3
    shop.installation.ok("clock", "advance", "45m")
    page.wait_for_timeout(4000)  # the worker looks every two seconds
    sent = released_today(watched)
    assert len(sent) == announced > 2
    assert all("angezeigt" in row for row in sent)
    for name in ("Erika Beispiel", "Nordwind"):
        assert len([row for row in sent if name in row]) == 1


def test_s01_erikas_message_asks_for_the_sum_and_for_no_costs(watched):
    watched.open("/lauf")
    erika = watched.page.locator("article", has_text="Erika Beispiel")
    erika.get_by_text("Nachricht lesen").click()

    text = erika.locator("[aria-live]")
    expect(text).to_contain_text("129,90")
    expect(text).to_contain_text("08.12.2026")
    for word in ("Mahngebühr", "Mahnkosten", "Inkasso", "Schufa", "Verzug", "Zinsen"):
        expect(text).not_to_contain_text(word)


def test_s03_pauls_payment_is_matched_in_two_clicks_and_can_be_undone(watched, clicks, shop):
    page = watched.page
    watched.open("/")
    clicks.click(page.locator("article", has_text="Zahlungen zuordnen").get_by_role("link", name="Zuordnen"))
    watched.check()
    paul = page.locator("article", has_text="P. Probe")
    for reason in ("Betrag stimmt auf den Cent", "Name ähnlich", "30.11.2026"):
        expect(paul).to_contain_text(reason)
    clicks.click(paul.get_by_role("button", name="Bestätigen"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert clicks.count <= 2

    case = shop.installation.json("case", "show", "RE-2026-0902")
    assert (case["state"], case["open_cents"]) == ("closed", 0)
    assert "Paul Probe" not in list_of_run(watched, "senden")
    assert "Paul Probe" not in list_of_run(watched, "zurueckgehalten")

    watched.open("/zahlungen?liste=zugeordnet")
    page.locator("article", has_text="P. Probe").get_by_role("button", name="Zurücknehmen").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    case = shop.installation.json("case", "show", "RE-2026-0902")
    assert (case["state"], case["open_cents"]) == ("open", 5900)
    assert "Paul Probe" in list_of_run(watched, "zurueckgehalten")
    assert shop.installation.json("doctor")["findings"] == []


def test_s04_why_amira_was_not_reminded_takes_two_keys(watched, clicks, shop):
    page = watched.page
    watched.open("/einrichtung")
    clicks.press("/")
    page.keyboard.type("Amira")
    clicks.press("Enter")
    why = page.locator("#warum")
    expect(why).to_contain_text("Rücksendung")

    assert clicks.count <= 2
    watched.check()
    for words in ("28.11.2026", "Wird frei, wenn der Wareneingang gebucht ist."):
        expect(why).to_contain_text(words)
    assert why.inner_text() == shop.installation.json("case", "explain", "RE-2026-0961")["text"]


def test_jonas_was_talked_to_and_is_not_called_again_today(watched, shop):
    page = watched.page
    watched.open("/lauf?liste=anrufe")
    page.locator("article", has_text="Jonas Muster").get_by_role("link", name="Ergebnis eintragen").click()
    watched.check()
    page.locator("#anruf").get_by_label("Ergebnis").select_option("talked")
    page.locator("#anruf").get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    preview = shop.installation.json("run", "preview")
    assert [call for call in preview["calls"] if call["customer_number"] == "K-1002"] == []
    case = shop.installation.json("case", "show", "RE-2026-0987")
    assert [call["outcome"] for call in case["calls"]] == ["talked"]


def test_between_two_equal_proposals_nothing_is_confirmed_by_one_click(watched):
    watched.open("/zahlungen")
    equal = watched.page.locator("article", has_text="Firma Mustersammler")
    paul = watched.page.locator("article", has_text="P. Probe")

    assert (
        len(set(equal.locator(".proposal .tag").all_inner_texts())) == 1 < equal.locator(".proposal").count()
    )
    expect(equal.get_by_role("button", name="Bestätigen")).to_have_count(0)
    expect(equal.get_by_role("link", name="Ansehen")).to_be_visible()
    expect(paul.get_by_role("button", name="Bestätigen")).to_be_visible()
