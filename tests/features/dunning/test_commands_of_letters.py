"""`kulanz letters …`: shapes, exit codes, refusals."""

import pytest

from kulanz.features.letters.models import Message
from kulanz.interfaces.commands.main import main
from tests.features.banking.test_commands_of_money import told
from tests.features.builders import an_invoice
from tests.features.dunning.post_office import a_shop_that_prints, somebody_without_email, stacked
from tests.features.dunning.stage import run_the_day
from tests.features.dunning.test_sending import pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    shop = a_shop_that_prints()
    for number in range(3):
        an_invoice(somebody_without_email(shop, name=f"Person {number}"), number=f"RE-{number}")
    run_the_day(shop)
    return shop


def test_from_the_stack_to_the_letter_box(shop, tmp_path, capsys):
    _, listed = told(capsys, "letters", "list")
    assert [one["invoices"][0]["number"] for one in listed["letters"]] == ["RE-0", "RE-1", "RE-2"]
    assert listed["letters"][0]["address"][0] == "Person 0" and listed["letters"][0]["against"] is None
    file = tmp_path / "stapel.pdf"

    code, printed = told(capsys, "letters", "print", "--to", str(file))
    assert code == 0 and len(printed["printed"]) == 3 and file.read_bytes().startswith(b"%PDF")
    pay(shop, stacked(shop)[2].items.get().invoice, 12990)

    code, posted = told(capsys, "letters", "posted", "--on", "2026-12-01")
    assert code == 6 and len(posted["posted"]) == 2
    [refused] = posted["refused"]
    assert "Nicht einwerfen" in refused["message"]

    code, posted = told(capsys, "letters", "posted", refused["letter"], "--in-letter-box")
    assert code == 0 and posted["posted"] == [refused["letter"]]
    code, back = told(capsys, "letters", "returned", printed["printed"][0], "--because", "unbekannt")
    assert code == 0 and back["state"] == "undeliverable"


def test_people_read_a_table(shop, capsys):
    assert main(["letters", "list"]) == 0
    said = capsys.readouterr().out
    assert "post by" in said and "2026-12-02" in said and "Person 1" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["print", "msg_none", "--to", "stapel.pdf"],
        ["print", "--to", "no/such/folder/stapel.pdf"],
        ["posted", "--in-letter-box"],
        ["set-aside", "msg_none"],
        ["returned", "msg_none", "--because", "unbekannt"],
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(shop, capsys, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = list(Message.objects.values_list("pk", "state", "paper__times_printed"))

    assert main(["letters", *arguments]) == 1

    assert list(Message.objects.values_list("pk", "state", "paper__times_printed")) == before
    assert list(tmp_path.iterdir()) == []


def test_a_letter_is_set_aside_once(shop, capsys):
    letter = stacked(shop)[0].public_id
    code, said = told(capsys, "letters", "set-aside", letter, "--because", "Irrtum")
    assert code == 0 and said == {"letter": letter, "state": "withdrawn", "because": "Irrtum"}
    assert main(["letters", "set-aside", letter]) == 1
