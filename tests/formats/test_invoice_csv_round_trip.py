"""Whatever way a table is written, it reads back the same."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.formats.invoice_csv import read_invoice_csv

ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"]
HEADER = ["Rechnungsnummer", "Rechnungsdatum", "Bruttobetrag", "Währung", "Kunde", "Straße"]


def is_a_name(text: str) -> bool:
    """Leave out blanks, and lines so full of delimiters that they look like rows (see `table.rows`)."""
    return bool(text.strip()) and all(text.count(delimiter) < 3 for delimiter in ";,|\t")


names = st.text(alphabet="abcXYZ äöüßÄÖÜé-.,;'\"|\t\n", min_size=1, max_size=20).filter(is_a_name)
invoices = st.lists(
    st.tuples(st.integers(0, 10**11), st.dates(date(1990, 1, 1), date(2099, 12, 31)), names),
    min_size=1,
    max_size=8,
)


def written_amount(cents: int, *, mark: str, grouped: bool) -> str:
    whole = f"{cents // 100:,}" if grouped else str(cents // 100)
    return whole.replace(",", "." if mark == "," else ",") + mark + f"{cents % 100:02}"


@settings(max_examples=60, deadline=None)
@given(
    rows=invoices,
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
    mark=st.sampled_from([",", "."]),
    grouped=st.booleans(),
    day_format=st.sampled_from(["%d.%m.%Y", "%Y-%m-%d"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_written_table_reads_back_the_same(
    rows: list[tuple[int, date, str]],
    encoding: str,
    delimiter: str,
    mark: str,
    grouped: bool,
    day_format: str,
    line_end: str,
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(HEADER)
    for number, (cents, day, name) in enumerate(rows):
        amount = written_amount(cents, mark=mark, grouped=grouped)
        writer.writerow([f"LL-{number}", day.strftime(day_format), amount, "EUR", name, "Große Straße 1"])
    result = read_invoice_csv(out.getvalue().encode(encoding), file="x.csv")
    assert result.errors == ()
    assert [(one.total_cents, one.issue_date, one.buyer.name) for one in result.invoices] == [
        (cents, day, " ".join(name.split())) for cents, day, name in rows
    ]
    assert {one.buyer.street for one in result.invoices} == {"Große Straße 1"}


@pytest.mark.parametrize("count", [3000])
def test_many_rows_are_read_with_their_line_numbers(count: int) -> None:
    lines = ["Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Kunde"]
    lines += [f"{n};02.11.2026;{n},50;EUR;Kunde {n}" for n in range(count)]
    result = read_invoice_csv("\n".join(lines).encode(), file="x.csv")
    assert len(result.invoices) == count
    assert result.invoices[-1].place == f"Zeile {count + 1}"
