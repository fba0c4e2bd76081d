"""Hostile files end in a sentence within little memory and little time, at the door for banks and the one for invoices."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.formats.bounded import DOORS, told_of
from tests.formats.hostile import MAKERS

ROOT = Path(__file__).resolve().parents[2]
MOST_MEGABYTES = 400  # beyond the file itself; the bound that ends the process is higher
GROUPS = 3
# Odd or huge, and readable all the same. What is unreadable in them is an error of its own line.
READ_ALL_THE_SAME = {
    "very_deep_in_an_entry", "a_million_attributes", "a_million_statements_without_end", "a_million_discounts",
    "a_million_earlier_invoices", "a_bank_amount_of_a_million_digits", "a_bank_amount_of_infinity",
    "a_discount_of_a_million_days", "null_bytes_everywhere", "a_million_columns_in_a_row",
    "a_bank_table_of_a_hundred_thousand_bad_rows", "a_bank_table_with_a_million_cells_in_a_row",
    "an_mt940_line_of_ten_megabytes", "an_mt940_with_a_million_fields", "an_mt940_amount_of_a_million_digits",
}  # fmt: skip
SAID = {
    "billion_laughs": "DOCTYPE",
    "billion_laughs_in_a_bank_file": "DOCTYPE",
    "one_long_entity_used_often": "DOCTYPE",
    "external_entity": "DOCTYPE",
    "external_dtd": "DOCTYPE",
    "parameter_entities": "DOCTYPE",
    "doctype_behind_a_long_comment": "DOCTYPE",
    "doctype_in_utf_16": "DOCTYPE",
    "an_entity_bomb_in_a_pdf": "DOCTYPE",
    "an_amount_with_exponent": "kein lesbarer Betrag",
    "an_amount_of_a_million_digits": "kein lesbarer Betrag",
    "a_table_amount_of_infinity": "kein lesbarer Betrag",
    "a_million_rates_of_tax": "mehr als 100 Fehler",
    "a_million_columns": "Spalten",
    "a_pdf_with_a_bomb_attached": "größer als 32 MiB",
    "a_pdf_with_a_bomb_packed_twice": "größer als 32 MiB",
    "a_pdf_with_two_hundred_bombs": "größer als 32 MiB",
    "a_pdf_with_thousands_of_attachments": "mehr Anhänge",
    "a_pdf_with_a_thousand_filters": "gepackt",
    "a_pdf_with_a_bomb_of_objects_by_lzw": "LZW",
    "a_pdf_with_an_array_of_millions": "Einzelteilen",
    "a_pdf_with_packed_objects_of_millions": "Einzelteilen",
    "a_pdf_with_a_password": "Kennwort",
    "an_archive": "Archiv",
}

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(),
    reason="memory and time of a process are bounded on Linux only",
)


def read_within_bounds(names: list[str]) -> list[dict[str, Any]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-m", "tests.formats.bounded", *names],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    return list(told_of(done.stdout))


@pytest.mark.slow
@pytest.mark.parametrize("group", range(GROUPS))
def test_every_hostile_file_gets_its_sentence_within_bounds(group: int) -> None:
    names = list(MAKERS)[group::GROUPS]
    told = read_within_bounds(names)
    assert [(one["file"], one["door"]) for one in told] == [(name, door) for name in names for door in DOORS]
    for one in told:
        name, where = one["file"], f"{one['file']} at the door {one['door']}"
        assert "fault" not in one, (where, one["fault"])
        assert one["megabytes"] <= MOST_MEGABYTES, (where, one)
        assert one["records"] == 0 or name in READ_ALL_THE_SAME, (where, one)
        assert one["said"] or one["records"], where
        assert "root:" not in repr(one["said"]), f"{where} shows a file of this machine"
    for name in names:
        said = " ".join(sentence for one in told if one["file"] == name for sentence in one["said"])
        assert SAID.get(name, "") in said, (name, said)


def test_the_bound_itself_would_stop_a_reader_that_unpacks_whole(tmp_path: Path) -> None:
    """The neighbouring no: a reader without limits dies of the same bounds."""
    program = (
        "import tests.formats.bounded as b, tests.formats.readers as r, zlib\n"
        "r.READERS['whole'] = lambda data, file: zlib.decompress(data)\n"
        "print(b._in_a_child('whole', zlib.compress(bytes(900 * 1024 * 1024), 9)))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert "MemoryError" in done.stdout
