"""Invoices from tables as shops export them."""

from datetime import date
from decimal import Decimal

import pytest

from kulanz.formats.invoice_csv import guess_columns, read_invoice_csv
from kulanz.formats.invoice_csv.columns import HEADINGS, normalised
from kulanz.formats.records import InvoiceRecord, ReadInvoices
from tests.formats.places import sample

HEADER = "Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kunde;Kundenart"


def a_table(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *rows, ""]).encode()


def a_row(
    number: str = "LL-1",
    *,
    issued: str = "02.11.2026",
    due: str = "16.11.2026",
    total: str = "89,90",
    currency: str = "EUR",
    who: str = "Erika Beispiel",
    kind: str = "Privat",
) -> str:
    return ";".join((number, issued, due, total, currency, who, kind))


def read(data: bytes) -> ReadInvoices:
    return read_invoice_csv(data, file="rechnungen.csv")


def only(data: bytes) -> InvoiceRecord:
    result = read(data)
    assert result.errors == ()
    (invoice,) = result.invoices
    return invoice


def places(result: ReadInvoices) -> list[str]:
    return [problem.place for problem in result.errors]


# whole files


def test_a_german_export_is_read_with_everything_it_says() -> None:
    result = read(sample("rechnungen.cp1252.csv"))
    assert result.errors == ()
    first, second = result.invoices
    assert (first.number, first.total_cents, first.net_cents, first.currency) == (
        "LL-2026-1001",
        123_450,
        103_739,
        "EUR",
    )
    assert (first.issue_date, first.due_date) == (date(2026, 11, 2), date(2026, 11, 16))
    assert [(tax.rate, tax.net_cents) for tax in first.taxes] == [(Decimal(19), 103_739)]
    assert (first.tax_country, first.payment_method, first.order_number) == (
        "DE",
        "Kauf auf Rechnung",
        "B-77",
    )
    buyer = first.buyer
    assert (buyer.name, buyer.kind, buyer.number, buyer.country) == ("Jürgen Größe", "consumer", "K-1", "DE")
    assert (buyer.street, buyer.postcode, buyer.city, buyer.state) == ("Ahornweg 3", "04109", "Leipzig", "SN")
    assert (second.buyer.name, second.buyer.kind, second.due_date) == (
        "Café Nordlicht OHG & Co",
        "business",
        None,
    )
    assert result.unknown_columns == ("Lagerplatz",)


def test_an_english_export_is_read_too() -> None:
    result = read(sample("invoices.en.csv"))
    assert result.errors == ()
    first, second = result.invoices
    assert (first.number, first.total_cents, first.currency, first.due_date) == (
        "INV-1",
        123_450,
        "EUR",
        date(2026, 11, 16),
    )
    assert (first.buyer.name, first.buyer.first_name, first.buyer.kind) == (
        "Jonas Muster",
        "Jonas",
        "business",
    )
    assert (second.total_cents, second.payment_status, second.paid_on) == (990, "paid", date(2026, 11, 9))


def test_the_mapping_says_which_column_was_taken_for_what() -> None:
    mapping = dict(read(a_table(a_row())).mapping)
    assert (mapping["number"], mapping["due_date"], mapping["customer_name"]) == (
        "Rechnungsnummer",
        "Fällig am",
        "Kunde",
    )


def test_what_the_table_does_not_say_stays_open() -> None:
    invoice = only(a_table(a_row(due="", kind="")))
    assert (invoice.due_date, invoice.due_cents, invoice.buyer.kind, invoice.buyer.country) == (None,) * 4
    assert (invoice.seller.name, invoice.iban, invoice.type_code) == (None, None, None)


# headings


@pytest.mark.parametrize(
    "heading",
    [
        "Fällig am",
        "fällig am:",
        "FAELLIG AM",
        "Fallig am",
        "Fälligkeitsdatum",
        "Due date",
        "due_date",
        "Fa\u0308llig am",
    ],
)
def test_headings_are_known_in_many_spellings(heading: str) -> None:
    assert guess_columns([heading]) == {"due_date": heading}


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (["Betrag", "Bruttobetrag"], "Bruttobetrag"),
        (["Betrag"], "Betrag"),
        (["Bruttobetrag (EUR)"], "Bruttobetrag (EUR)"),
        (["Bruttobetrag in €"], "Bruttobetrag in €"),
    ],
)
def test_the_surest_heading_is_the_total(header: list[str], taken: str) -> None:
    assert guess_columns(header)["total"] == taken


@pytest.mark.parametrize("heading", ["Rechnungssumme (netto)", "Summe netto", "Betrag (netto)", "Net amount"])
def test_a_net_amount_is_never_taken_for_the_total(heading: str) -> None:
    assert "total" not in guess_columns([heading])


def test_name_beside_first_name_is_the_last_name() -> None:
    assert guess_columns(["Vorname", "Name"]) == {"first_name": "Vorname", "last_name": "Name"}
    assert guess_columns(["Firma", "Name"]) == {"customer_name": "Name", "company": "Firma"}


def test_no_heading_means_two_things() -> None:
    seen: dict[str, str] = {}
    for field, headings in HEADINGS.items():
        for heading in headings:
            assert seen.setdefault(normalised(heading), field) == field, heading


def test_missing_columns_are_named_once_with_what_was_found() -> None:
    result = read(a_table("1;2", header="Rechnungsnummer;Lagerplatz"))
    (problem,) = result.errors
    assert result.invoices == ()
    for word in ("Rechnungsdatum", "Bruttobetrag", "Kunde", "Lagerplatz"):
        assert word in problem.message


def test_a_title_above_the_header_does_not_hide_it() -> None:
    assert only(b"Rechnungen November;;\r\n;;\r\n" + a_table(a_row())).place == "Zeile 4"


def test_the_line_sep_of_excel_names_the_delimiter() -> None:
    assert only(b"sep=;\r\n" + a_table(a_row())).number == "LL-1"


def test_columns_may_be_named_by_a_person() -> None:
    data = a_table("LL-1;02.11.2026;89,90;Erika", header="A;B;C;D")
    assert read(data).invoices == ()
    columns = {"number": "A", "issue_date": "B", "total": "C", "customer_name": "D"}
    assert read_invoice_csv(data, file="x.csv", columns=columns).invoices[0].total_cents == 8990
    wrong = read_invoice_csv(data, file="x.csv", columns={**columns, "total": "E"})
    assert (wrong.invoices, "E" in wrong.errors[0].message) == ((), True)
    assert (
        "preis" in read_invoice_csv(data, file="x.csv", columns={**columns, "preis": "C"}).errors[0].message
    )


# amounts


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("89,90", 8990), ("89.90", 8990), ("89,9", 8990), ("89", 8900), ("1.234,50", 123_450), ("1,234.50", 123_450),
        ("1.234.567", 123_456_700), ("1 234,50", 123_450), ("1'234.50", 123_450), ("1’234.50", 123_450),
        ("1\u202f234,50", 123_450), ("89,90 €", 8990), ("€ 89,90", 8990), ("EUR 89,90", 8990), ("89,90EUR", 8990),
        ("12,-", 1200), ("12,--", 1200), ("0,500", 50), ("1234,500", 123_450), (",50", 50), ("0,00", 0), ("+5,00", 500),
    ],
)  # fmt: skip
def test_amounts_are_read_as_printed(cell: str, cents: int) -> None:
    assert only(a_table(a_row(total=f'"{cell}"'))).total_cents == cents


@pytest.mark.parametrize("cell", ["-89,90", "89,90-", "−89,90", "(89,90)", "-89,90 €", "€ -89,90"])
def test_a_negative_amount_keeps_its_sign_and_is_a_credit_note(cell: str) -> None:
    invoice = only(a_table(a_row(total=cell)))
    assert (invoice.total_cents, invoice.type) == (-8990, "credit_note")


@pytest.mark.parametrize(
    "cell",
    [
        "1.234",
        "1,234",
        "abc",
        "12,345,6",
        "1.23,45",
        "12..5",
        "--5",
        "-5-",
        "1e3",
        "0x10",
        "5 S",
        "12,50 $",
        "９,５",
    ],
)
def test_an_unreadable_or_ambiguous_amount_is_an_error_and_never_zero(cell: str) -> None:
    result = read(a_table(a_row(total=f'"{cell}"')))
    assert result.invoices == ()
    assert places(result) == ["Zeile 2, Spalte Bruttobetrag"]
    assert cell in result.errors[0].message


def test_the_column_shows_what_a_single_separator_means() -> None:
    comma = read(a_table(a_row("1", total="1.234"), a_row("2", total="12,50")))
    assert [one.total_cents for one in comma.invoices] == [123_400, 1250]
    point = read(a_table(a_row("1", total='"1,234"'), a_row("2", total="12.50")))
    assert [one.total_cents for one in point.invoices] == [123_400, 1250]


def test_a_column_that_shows_both_leaves_the_doubtful_cell_refused() -> None:
    result = read(a_table(a_row("1", total="1.234"), a_row("2", total="12,50"), a_row("3", total="12.50")))
    assert [one.total_cents for one in result.invoices] == [1250, 1250]
    assert places(result) == ["Zeile 2, Spalte Bruttobetrag"]


def test_a_tenth_of_a_cent_is_refused() -> None:
    assert places(read(a_table(a_row(total="0,005")))) == ["Zeile 2, Spalte Bruttobetrag"]


def test_the_currency_comes_from_its_column_the_heading_or_the_amount_and_is_not_made_up() -> None:
    without = "Rechnungsnummer;Rechnungsdatum;{};Kunde"
    row = "LL-1;02.11.2026;{};Erika"
    assert only(a_table(row.format("5,00"), header=without.format("Bruttobetrag (CHF)"))).currency == "CHF"
    assert only(a_table(row.format("5,00 €"), header=without.format("Bruttobetrag"))).currency == "EUR"
    silent = read(a_table(row.format("5,00"), header=without.format("Bruttobetrag")))
    assert (silent.invoices[0].currency, silent.invoices[0].total_cents) == (None, 500)
    assert "Währung" in silent.warnings[0].message


# days and words


@pytest.mark.parametrize(
    "cell",
    [
        "02.11.2026",
        "2.11.2026",
        "02.11.26",
        "2026-11-02",
        "2026-11-02 14:30:00",
        "2026-11-02T14:30:00Z",
        "20261102",
    ],
)
def test_days_are_read_in_the_usual_forms(cell: str) -> None:
    assert only(a_table(a_row(issued=cell))).issue_date == date(2026, 11, 2)


@pytest.mark.parametrize(
    "cell", ["31.02.2026", "2026-13-01", "02/11/2026", "gestern", "45992", "02.11.1826", "2.11."]
)
def test_an_unreadable_or_ambiguous_day_is_an_error(cell: str) -> None:
    result = read(a_table(a_row(issued=cell)))
    assert (result.invoices, places(result)) == ((), ["Zeile 2, Spalte Rechnungsdatum"])


def test_a_slashed_day_is_read_where_the_column_shows_the_order() -> None:
    result = read(a_table(a_row("1", issued="02/11/2026"), a_row("2", issued="25/11/2026")))
    assert [one.issue_date for one in result.invoices] == [date(2026, 11, 2), date(2026, 11, 25)]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("Privat", "consumer"), ("verbraucher", "consumer"), ("B2C", "consumer"), ("Firma", "business"),
     ("GEWERBE", "business"), ("b2b", "business"), ("", None)],
)  # fmt: skip
def test_customer_kinds(cell: str, kind: str | None) -> None:
    assert only(a_table(a_row(kind=cell))).buyer.kind == kind


def test_an_unknown_customer_kind_is_an_error_for_that_row() -> None:
    assert places(read(a_table(a_row(kind="Stammkunde")))) == ["Zeile 2, Spalte Kundenart"]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Rechnung", "invoice"),
        ("Gutschrift", "credit_note"),
        ("Stornorechnung", "credit_note"),
        ("Rechnungskorrektur", "correction"),
        ("Angebot", "other"),
    ],
)
def test_document_types(cell: str, kind: str) -> None:
    header = "Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Kunde;Belegart"
    assert only(a_table(f"1;02.11.2026;5,00;EUR;Erika;{cell}", header=header)).type == kind


@pytest.mark.parametrize(
    ("cell", "code"),
    [("Deutschland", "DE"), ("AT", "AT"), ("Schweiz", "CH"), ("Austria", "AT"), ("DEU", "DE")],
)
def test_countries_by_name_or_code(cell: str, code: str) -> None:
    header = "Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Kunde;Land"
    assert only(a_table(f"1;02.11.2026;5,00;EUR;Erika;{cell}", header=header)).buyer.country == code


def test_an_unknown_country_is_an_error_because_the_law_follows_it() -> None:
    header = "Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Kunde;Land"
    assert places(read(a_table("1;02.11.2026;5,00;EUR;Erika;Atlantis", header=header))) == [
        "Zeile 2, Spalte Land"
    ]


def test_a_term_of_days_is_no_due_date() -> None:
    header = "Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Kunde;Zahlungsziel"
    days = only(a_table("1;02.11.2026;5,00;EUR;Erika;14 Tage", header=header))
    assert (days.due_date, days.payment_term_days) == (None, 14)
    day = only(a_table("1;02.11.2026;5,00;EUR;Erika;16.11.2026", header=header))
    assert (day.due_date, day.payment_term_days) == (date(2026, 11, 16), None)


def test_terms_in_prose_stay_open_with_a_warning_and_lose_no_row() -> None:
    header = "Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Kunde;Zahlungsziel"
    result = read(a_table("1;02.11.2026;5,00;EUR;Erika;10 Tage 2 % Skonto, 30 Tage netto", header=header))
    assert (result.invoices[0].payment_term_days, result.errors) == (None, ())
    assert result.warnings[0].place == "Zeile 2, Spalte Zahlungsziel"


def test_the_company_owes_and_the_person_is_whom_to_ask_for() -> None:
    header = "Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Firma;Ansprechpartner"
    company = only(a_table("1;02.11.2026;5,00;EUR;Café Nordlicht OHG;Erika Beispiel", header=header)).buyer
    assert (company.name, company.contact_name) == ("Café Nordlicht OHG", "Erika Beispiel")
    person = only(a_table("1;02.11.2026;5,00;EUR;;Erika Beispiel", header=header)).buyer
    assert (person.name, person.contact_name) == ("Erika Beispiel", None)


@pytest.mark.parametrize(
    ("cells", "rates", "amounts"),
    [
        (["19", "7 %"], [Decimal(19), Decimal(7)], [None, None]),
        (["19,00", "7,98"], [None, None], [1900, 798]),
        (["197,15", "19"], [None, None], [19_715, 1900]),
    ],
)
def test_a_tax_column_without_unit_is_understood_from_its_cells(
    cells: list[str], rates: list[Decimal | None], amounts: list[int | None]
) -> None:
    header = "Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Kunde;MwSt"
    rows = [f"{n};02.11.2026;500,00;EUR;Erika;{cell}" for n, cell in enumerate(cells)]
    result = read(a_table(*rows, header=header))
    assert result.errors == ()
    assert [one.taxes[0].rate if one.taxes else None for one in result.invoices] == rates
    assert [one.tax_cents for one in result.invoices] == amounts


def test_a_late_start_reads_the_step_another_system_reached() -> None:
    header = "Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Kunde;Mahnstufe;Letzte Mahnung am;Fälligkeit vereinbart"
    invoice = only(a_table("1;02.11.2026;5,00;EUR;Erika;2;01.12.2026;ja", header=header))
    assert (invoice.dunning_step, invoice.last_dunned_on, invoice.due_date_is_agreed) == (
        "2",
        date(2026, 12, 1),
        True,
    )


# faults of rows


def test_every_fault_of_a_row_is_named_and_no_other_row_is_lost() -> None:
    result = read(a_table(a_row("1"), a_row("2", total="abc", issued="x", kind="y"), a_row("3")))
    assert [one.number for one in result.invoices] == ["1", "3"]
    assert sorted(places(result)) == [
        "Zeile 3, Spalte Bruttobetrag",
        "Zeile 3, Spalte Kundenart",
        "Zeile 3, Spalte Rechnungsdatum",
    ]


@pytest.mark.parametrize(
    ("field", "heading"),
    [("number", "Rechnungsnummer"), ("total", "Bruttobetrag"), ("issued", "Rechnungsdatum")],
)
def test_an_empty_cell_that_is_needed_is_an_error(field: str, heading: str) -> None:
    values = {"number": "1", field: ""}
    assert places(read(a_table(a_row(**values)))) == [f"Zeile 2, Spalte {heading}"]


def test_a_row_without_any_customer_is_an_error() -> None:
    assert places(read(a_table(a_row(who="")))) == ["Zeile 2"]


def test_the_second_row_with_a_number_is_the_problem() -> None:
    result = read(a_table(a_row("1", total="5,00"), a_row("1", total="6,00")))
    assert [one.total_cents for one in result.invoices] == [500]
    assert places(result) == ["Zeile 3, Spalte Rechnungsnummer"] and "Zeile 2" in result.errors[0].message


def test_a_line_break_in_quotes_belongs_to_the_cell_and_lines_are_counted_right() -> None:
    result = read(a_table(a_row("1", who='"Erika\r\nBeispiel"'), a_row("2", total="abc")))
    assert result.invoices[0].buyer.name == "Erika Beispiel"
    assert places(result) == ["Zeile 4, Spalte Bruttobetrag"]


@pytest.mark.parametrize("broken", ['"Erika', '"Erika" Beispiel', '"Erika "B" Beispiel"'])
def test_broken_quotation_marks_lose_their_own_row_only(broken: str) -> None:
    result = read(a_table(a_row("1"), a_row("2", who=broken), *(a_row(str(n)) for n in range(3, 150))))
    assert [one.number for one in result.invoices] == ["1", *(str(n) for n in range(3, 150))]
    assert places(result) == ["Zeile 3"]


@pytest.mark.parametrize("between", [0, 1, 5, 60, 98, 99, 200])
def test_two_stray_quotation_marks_do_not_swallow_the_rows_between_them(between: int) -> None:
    inner = [str(n) for n in range(10, 10 + between)]
    data = a_table(
        a_row("1"), a_row("2", who='"Erika'), *map(a_row, inner), a_row("3", who='Otto"'), a_row("4")
    )
    result = read(data)
    assert [one.number for one in result.invoices] == ["1", *inner, "3", "4"]
    assert places(result) == ["Zeile 3"]


def test_an_address_of_several_lines_is_no_swallowed_row() -> None:
    address = '"Erika Beispiel\r\nHinterhaus; links; oben\r\nAhornweg 3; Leipzig"'
    assert (
        only(a_table(a_row(who=address))).buyer.name
        == "Erika Beispiel Hinterhaus; links; oben Ahornweg 3; Leipzig"
    )


def test_an_unquoted_delimiter_is_noticed_instead_of_shifting_cells() -> None:
    result = read(a_table(a_row("1") + ";noch etwas", a_row("2")))
    assert ([one.number for one in result.invoices], places(result)) == (["2"], ["Zeile 2"])


def test_a_text_too_long_for_its_field_is_an_error() -> None:
    assert places(read(a_table(a_row("1" * 61)))) == ["Zeile 2, Spalte Rechnungsnummer"]
    assert only(a_table(a_row("1" * 60))).number == "1" * 60


def test_an_address_that_is_none_is_left_out_with_a_warning() -> None:
    header = "Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Kunde;E-Mail"
    result = read(a_table("1;02.11.2026;5,00;EUR;Erika;erika(at)beispiel", header=header))
    assert result.invoices[0].buyer.email is None
    assert result.warnings[0].place == "Zeile 2, Spalte E-Mail"


def test_text_stays_text_even_if_a_spreadsheet_would_calculate_it() -> None:
    assert only(a_table(a_row('="00123"', who="=1+1"))).buyer.name == "=1+1"
    assert only(a_table(a_row('"=""00123"""'))).number == "00123"


@pytest.mark.parametrize(
    "data", [b"", b"  \r\n", b"\x00\x01\x02\x03" * 50, b"\x89PNG\r\n\x1a\n" + bytes(range(256))]
)
def test_what_is_no_table_is_one_clear_error(data: bytes) -> None:
    result = read(data)
    assert (result.invoices, len(result.errors)) == ((), 1)
