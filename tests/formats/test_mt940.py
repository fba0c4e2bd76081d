"""Bank statements in MT940 and MT942: directions, days and the words of the payer."""

from datetime import date
from time import process_time

import pytest

from kulanz.formats.bank_files import read_bank_file
from kulanz.formats.mt940 import is_mt940, read_mt940
from kulanz.formats.records import BankLine, BankStatement, ReadStatements
from tests.formats.places import sample


def the_statement(read: ReadStatements) -> BankStatement:
    assert read.errors == ()
    (statement,) = read.statements
    return statement


def the_line(entry: str, details: str = "", *, balances: str = "") -> BankLine:
    text = f":20:X\n:25:37040044/0532013000\n:60F:C261130EUR0,\n:61:{entry}\n"
    text += f":86:{details}\n" if details else ""
    (line,) = the_statement(read_mt940(f"{text}{balances}-\n".encode(), file="x.sta")).lines
    return line


@pytest.fixture
def november() -> BankStatement:
    return the_statement(read_bank_file(sample("lindenladen.mt940.sta"), file="november.sta"))


def test_a_statement_names_account_number_and_balances(november: BankStatement) -> None:
    assert (november.format, november.file, november.statement_id) == ("mt940", "november.sta", "00231/001")
    assert (november.account, november.currency) == ("37040044/0532013000", "EUR")
    assert (november.opening_cents, november.opening_date) == (100_000, date(2026, 11, 27))
    assert (november.closing_cents, november.closing_date) == (108_705, date(2026, 11, 30))
    assert november.balances is True


def test_a_payment_in_shows_who_paid_and_what_he_wrote(november: BankStatement) -> None:
    line = november.lines[0]
    assert (line.booking_date, line.value_date) == (date(2026, 11, 30), date(2026, 12, 1))
    assert (line.amount_cents, line.currency, line.status) == (8990, "EUR", "booked")
    assert (line.counterparty_name, line.counterparty_iban) == ("Erika Beispiel", "DE02120300000000202051")
    assert line.remittance_text == "RechnungLL-2026-1001 danke und Gruss"  # subfields join without a blank
    assert (line.end_to_end_id, line.bank_reference) == (None, "BANK-0001")
    assert (line.transaction_code, line.booking_text) == ("NTRF+166", "SEPA-GUTSCHRIFT")


def test_references_of_a_debit_are_told_apart_from_the_text(november: BankStatement) -> None:
    line = november.lines[1]
    assert (line.end_to_end_id, line.mandate_reference, line.remittance_text) == (
        "LL-2026-1002",
        "M-17",
        "LL-2026-1002",
    )
    assert (line.creditor_identifier, line.counterparty_name) == ("DE98ZZZ09999999999", "Jonas Muster")


def test_a_returned_debit_is_money_out_with_its_reason_and_its_charges(november: BankStatement) -> None:
    line = november.lines[2]
    assert (line.amount_cents, line.return_reason, line.counterparty_name) == (-5285, "AC04", "Milan Probst")
    assert (line.original_amount_cents, line.original_currency, line.charges_cents) == (4990, "EUR", 295)


# directions


@pytest.mark.parametrize(
    ("mark", "cents", "is_reversal"),
    [
        ("C", 1000, False),
        ("CR", 1000, False),  # R is the third letter of EUR
        ("D", -1000, False),
        ("DR", -1000, False),
        ("RC", -1000, True),
        ("RCR", -1000, True),
        ("RD", 1000, True),
        ("RDR", 1000, True),
    ],
)
def test_a_reversal_carries_the_sign_of_its_own_booking(mark: str, cents: int, is_reversal: bool) -> None:
    line = the_line(f"2611301130{mark}10,00NTRFNONREF")
    assert (line.amount_cents, line.is_reversal, line.status) == (cents, is_reversal, "booked")


@pytest.mark.parametrize(("mark", "cents"), [("EC", 1000), ("ED", -1000)])
def test_what_is_expected_is_pending(mark: str, cents: int) -> None:
    line = the_line(f"2611301130{mark}10,00NTRFNONREF")
    assert (line.amount_cents, line.status) == (cents, "pending")


def test_a_report_of_the_day_is_pending_and_has_no_balances() -> None:
    statement = the_statement(read_bank_file(sample("lindenladen.mt942.sta"), file="vormerk.sta"))
    assert (statement.format, statement.account, statement.currency) == (
        "mt942",
        "DE89370400440532013000",
        "EUR",
    )
    assert (statement.opening_cents, statement.closing_cents, statement.balances) == (None, None, None)
    assert [(line.amount_cents, line.status) for line in statement.lines] == [
        (1900, "pending"),
        (-500, "pending"),
    ]


def test_a_report_whose_sum_is_another_one_is_read_with_a_warning() -> None:
    data = sample("lindenladen.mt942.sta").replace(b":90C:1EUR19,00", b":90C:1EUR20,00")
    read = read_mt940(data, file="x")
    assert len(read.statements[0].lines) == 2
    assert "20,00 EUR" in read.warnings[0].message and "19,00 EUR" in read.warnings[0].message


# days


@pytest.mark.parametrize(
    ("printed", "booked"),
    [
        ("2601021230", date(2025, 12, 30)),  # booked in the old year, value in the new one
        ("2512310102", date(2026, 1, 2)),
        ("2611301130", date(2026, 11, 30)),
        ("2403010229", date(2024, 2, 29)),
    ],
)
def test_the_booking_day_lies_nearest_to_the_value_date(printed: str, booked: date) -> None:
    assert the_line(f"{printed}C1,00NTRFNONREF").booking_date == booked


def test_a_missing_booking_day_is_not_made_up() -> None:
    line = the_line("261130C1,00NTRFNONREF")
    assert (line.booking_date, line.value_date) == (None, date(2026, 11, 30))


def test_the_thirtieth_of_february_ends_the_month_and_the_thirty_first_of_november_is_none() -> None:
    assert the_line("2602300227C1,00NTRFNONREF").value_date == date(2026, 2, 28)
    read = read_mt940(b":20:X\n:60F:C261130EUR0,\n:61:261131C1,00NTRFNONREF\n:62F:C261131EUR1,\n", file="x")
    assert [problem.place for problem in read.errors] == ["Auszug 1, Zeile 3"]
    assert (read.statements[0].lines, read.statements[0].closing_cents, read.statements[0].balances) == (
        (),
        100,
        None,
    )


# amounts


@pytest.mark.parametrize(
    ("printed", "cents"), [("6800,", 680_000), ("620,3", 62_030), ("000000000001,62", 162), ("12,35", 1235)]
)
def test_amounts_as_banks_print_them(printed: str, cents: int) -> None:
    assert the_line(f"2611301130C{printed}NTRFNONREF").amount_cents == cents


@pytest.mark.parametrize("printed", ["1.234,56", "1,2345", "99999999999999999999,00", "1,,2"])
def test_an_unreadable_amount_is_an_error_and_no_other_line_is_lost(printed: str) -> None:
    text = f":20:X\n:60F:C261130EUR0,\n:61:261130C{printed}NTRFNONREF\n:61:261130C2,00NTRFNONREF\n:62F:C261130EUR2,\n"
    read = read_mt940(text.encode(), file="x")
    assert [line.amount_cents for line in read.statements[0].lines] == [200]
    assert len(read.errors) == 1 and "nicht übernommen" in read.errors[0].message
    assert read.statements[0].balances is None  # nobody says that it adds up


def test_a_statement_that_does_not_add_up_is_read_with_a_warning_that_names_the_difference() -> None:
    data = sample("lindenladen.mt940.sta").replace(b":62F:C261130EUR1087,05", b":62F:C261130EUR1087,15")
    read = read_mt940(data, file="x")
    assert (read.statements[0].balances, len(read.statements[0].lines)) == (False, 4)
    assert "0,10 EUR" in read.warnings[0].message


# what banks write differently


def test_pages_and_several_statements_in_one_file() -> None:
    text = (
        ":20:A\n:25:1\n:28C:1/1\n:60F:C261101EUR0,\n:61:261101C1,00NTRFNONREF\n:62M:C261101EUR1,\n"
        ":20:A\n:25:1\n:28C:1/2\n:60M:C261101EUR1,\n:61:261101C2,00NTRFNONREF\n:62F:C261101EUR3,\n"
        "-\n\nANYBANK\n940\n:20:B\n:25:2\n:60F:C261101USD5,\n:62F:C261101USD5,\n-\n"
    )
    statements = read_mt940(text.encode(), file="x").statements
    assert [(one.account, one.currency, one.balances, len(one.lines)) for one in statements] == [
        ("1", "EUR", True, 1),
        ("1", "EUR", True, 1),
        ("2", "USD", True, 0),
    ]


def test_the_information_behind_the_closing_balance_belongs_to_no_line() -> None:
    line = the_line("261130C1,00NTRFNONREF", "Miete", balances=":62F:C261130EUR1,\n:86:Sum of the day\n")
    assert line.remittance_text == "Miete"


def test_a_time_of_day_cut_by_a_line_break_is_no_new_field() -> None:
    line = the_line("261130C1,00NTRFNONREF", "106?20SVWZ+Kauf 30.11. 16\n:26:37 Kasse 7?32Laden")
    assert (line.remittance_text, line.counterparty_name) == ("Kauf 30.11. 16:26:37 Kasse 7", "Laden")


def test_a_field_25_with_the_content_of_86_is_no_account() -> None:
    text = (
        ":20:X\n:25:37040044/1\n:60F:C261130EUR0,\n:61:261130C1,00NTRFNONREF\n:25:166?20SVWZ+Miete?32Erika\n"
    )
    statement = the_statement(read_mt940(text.encode(), file="x"))
    assert (statement.account, statement.lines[0].counterparty_name) == ("37040044/1", "Erika")


def test_windows_and_old_mac_line_ends_and_latin_letters_read_the_same() -> None:
    text = (
        ":20:X\n:25:1\n:60F:C261130EUR0,\n:61:261130C1,00NTRFNONREF\n:86:166?20SVWZ+Stuhl?32Jürgen Süß\n-\n"
    )
    for data in (
        text.encode(),
        text.replace("\n", "\r\n").encode("cp1252"),
        text.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + text.encode(),
    ):
        assert is_mt940(data)
        assert the_statement(read_bank_file(data, file="x")).lines[0].counterparty_name == "Jürgen Süß"


@pytest.mark.parametrize(
    ("details", "text", "end_to_end_id"),
    [
        ("166?20EREF+A-1?21SVWZ+Rechnung 7", "Rechnung 7", "A-1"),
        ("166?20KREF+EREF+A-1?21MREF+M?22SVWZ+Rechnung 7", "Rechnung 7", "A-1"),
        ("166?20EREF+A-1 KREF+K M?21REF+M SVWZ+Rechnung 7", "Rechnung 7", "A-1"),
        ("166?20EREF+NOTPROVIDED?21Rechnung 7", "Rechnung 7", None),
        ("166?20Rechn?21ung 7", "Rechnung 7", None),
        ("166?20EREF+A-1?21SVWZ+", None, "A-1"),
        ("166?20SVWZ+Rechnung ?60 7?61 von gestern", "Rechnung  7 von gestern", None),
        ("159?20EREF+A-1?21MTLG:Konto erloschen", "Konto erloschen", "A-1"),
        ("166?20SVWZ+Tisch ABIC+Stuhl UNDEBT+x", "Tisch ABIC+Stuhl UNDEBT+x", None),
        ("/TRTP/SEPA/IBAN/NL91ABNA0417164300/NAME/J Jansen/REMI/Rechnung 7/EREF/A-1", "Rechnung 7", "A-1"),
        (
            "/EREF/A-1//CNTP/NL91ABNA0417164300/ABNANL2A/J Jansen///REMI/USTD//Rechnung 7/",
            "Rechnung 7",
            "A-1",
        ),
        ("Rechnung 7", "Rechnung 7", None),
        ("999PN0477SCHECK-NR. 16703074", "999PN0477SCHECK-NR. 16703074", None),
        (" ", None, None),
    ],
)
def test_the_words_of_the_payer_and_his_reference(
    details: str, text: str | None, end_to_end_id: str | None
) -> None:
    line = the_line("261130C1,00NTRFNONREF", details)
    assert (line.remittance_text, line.end_to_end_id) == (text, end_to_end_id)


def test_the_dutch_way_names_payer_and_account() -> None:
    for details in (
        "/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/J Jansen/REMI/x",
        "/EREF/A-1//CNTP/NL91ABNA0417164300/ABNANL2A/J Jansen///REMI/USTD//x/",
    ):
        line = the_line("261130C1,00NTRFNONREF", details)
        assert (line.counterparty_name, line.counterparty_iban) == ("J Jansen", "NL91ABNA0417164300")


def test_the_party_behind_the_payer_and_an_account_that_is_no_iban() -> None:
    line = the_line("261130C1,00NTRFNONREF", "051?20SVWZ+x?21ABWA+Tante Frieda?30100200 30?31234567?32Nora")
    assert (line.counterparty_account, line.counterparty_iban) == ("234567", None)
    assert line.ultimate_counterparty_name == "Tante Frieda"


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ("109?20SVWZ+x?34914", "MS03"),
        ("109?20SVWZ+RETURN MD06 x", "MD06"),
        ("109?20SVWZ+x?34911", "911"),  # a number published lists read in two ways stays as printed
        ("109?20SVWZ+x", None),
        ("166?20SVWZ+Bauteil AC04?34914", None),  # no return: the payer's words are no reason
    ],
)
def test_the_reason_of_a_return(details: str, reason: str | None) -> None:
    assert the_line("261130D1,00NRTINONREF", details).return_reason == reason


def test_a_text_without_fields_is_no_statement() -> None:
    assert not is_mt940(b"Buchungstag;Betrag\n1;2\n")
    read = read_mt940(b":NS:\n", file="x")
    assert (read.statements, len(read.errors)) == ((), 1)


@pytest.mark.parametrize(
    "piece", ["EREF+x", "EREF+NOTPROVIDEDx", "?20x", "?2", "SVWZ+", "IBAN+DE", "/NAME/x", "\n", ":26:37"]
)
def test_a_field_that_repeats_a_piece_for_ever_is_read_in_time_that_grows_with_it(piece: str) -> None:
    def seconds(count: int) -> float:
        text = f":20:X\n:60F:C261130EUR0,\n:61:261130C1,00NTRFNONREF\n:86:166?20{piece * count}\n:62F:C261130EUR1,\n"
        data, begin = text.encode(), process_time()
        assert len(read_mt940(data, file="x").statements[0].lines) == 1
        return process_time() - begin

    assert seconds(200_000) < 8  # one that grows with the square of it takes minutes
