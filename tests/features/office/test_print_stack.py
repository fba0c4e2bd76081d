"""The print stack on its pages: what a person sees, prints, posts, and is refused."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kulanz.features.letters.models import Message
from tests.features.builders import an_invoice
from tests.features.dunning.post_office import printed, somebody_without_email, stacked
from tests.features.dunning.stage import run_the_day
from tests.features.dunning.test_sending import pay
from tests.features.office.shop import Shop, a_shop_with_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    cache.clear()
    return a_shop_with_everything("Lindenpost")


@pytest.fixture
def client(shop) -> Client:
    client = Client()
    client.force_login(shop.people["bookkeeper"])
    return client


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def letter(shop: Shop, name: str) -> Message:
    return Message.objects.get(public_id=shop.ids[name])


def test_the_first_page_names_the_stack_and_how_old_it_is(client, shop):
    page = words(client.get(reverse("office:today")))

    assert "Briefe drucken und einwerfen" in page and "Alle sind von heute." in page


def test_printing_answers_with_one_pdf_and_notes_who_printed(client, shop):
    answer = client.post(reverse("office:letters_print"))

    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    page = words(client.get(reverse("office:letters")))
    assert "1 neuen Brief drucken" not in page
    assert (
        page.count(f"von {shop.people['bookkeeper']}") == 1
    )  # the other one was printed by the house itself


def test_the_stack_is_posted_but_for_what_is_ticked(client, shop):
    client.post(reverse("office:letters_print"))
    kept = shop.ids["printed_letter"]

    answer = client.post(
        reverse("office:letters_post"), {"posted_on": "2026-12-01", "without": [kept]}, follow=True
    )

    assert "1 Brief ist eingeworfen." in words(answer)
    assert [letter(shop, name).state for name in ("letter", "printed_letter")] == ["shown", "printed"]


def test_a_paid_letter_is_marked_refused_and_can_be_said_to_lie_in_the_box(client, shop):
    pay(shop.merchant, letter(shop, "printed_letter").items.get().invoice, 12990)
    assert "nicht einwerfen" in words(client.get(reverse("office:letters")))

    refused = client.post(reverse("office:letters_post"), {"posted_on": "2026-12-01"}, follow=True)
    assert "Nicht einwerfen:" in words(refused) and letter(shop, "printed_letter").state == "printed"

    url = reverse("office:letter_post", args=[shop.ids["printed_letter"]])
    client.post(url, {"posted_on": "2026-12-01", "in_letter_box": "yes"})
    assert letter(shop, "printed_letter").paper.posted_despite


@pytest.mark.parametrize("day", ["", "gestern", "2026-13-01"])
def test_an_unreadable_day_changes_nothing(client, shop, day):
    answer = client.post(reverse("office:letters_post"), {"posted_on": day}, follow=True)

    assert "Bitte einen Tag angeben" in words(answer)
    assert letter(shop, "printed_letter").state == "printed"


def test_a_returned_letter_stands_with_the_note_of_the_post(client, shop):
    url = reverse("office:letter_returned", args=[shop.ids["posted_letter"]])
    client.post(url, {"returned_on": "2026-12-01", "because": "Unbekannt verzogen"})

    page = words(client.get(reverse("office:letters_posted")))
    assert "Unbekannt verzogen" in page
    assert "zurückgekommen" in words(client.get(reverse("office:today")))


def test_a_reader_sees_the_stack_and_nothing_to_press(shop):
    client = Client()
    client.force_login(shop.people["reader"])

    page = client.get(reverse("office:letters")).content.decode()

    assert "Poststapel" in page and reverse("office:letters_print") not in page
    assert reverse("office:letters_post") not in page


def test_the_page_asks_the_database_the_same_number_of_times_for_ten_letters(
    client, shop, django_assert_max_num_queries
):
    for number in range(10):
        an_invoice(somebody_without_email(shop.merchant, name=f"Person {number}"), number=f"RE-{number}")
    run_the_day(shop.merchant)
    printed(shop.merchant)
    assert len(stacked(shop.merchant)) == 12

    with django_assert_max_num_queries(60):
        client.get(reverse("office:letters"))
