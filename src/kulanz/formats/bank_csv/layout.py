"""Find the bank a table is of, the line of its headings, and where each field stands."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kulanz.formats.bank_csv.profile import SEVERAL, Profile, normalised, profiles
from kulanz.formats.iban import has_iban_form
from kulanz.formats.table import DELIMITERS, MOST_COLUMNS, split_lines

_LINES_BEFORE_HEADINGS = 40
_LONGEST_HEADING_LINE = 20_000
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A table whose bank is known. `places` are the columns of each field, `preamble` the cells above the headings."""

    profile: Profile
    delimiter: str
    lines: list[str]
    body: int
    headings: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    preamble: tuple[tuple[str, ...], ...]

    def column(self, spellings: tuple[str, ...]) -> int | None:
        """Return where a heading stands, in any of its spellings."""
        shown = [normalised(one) for one in self.headings]
        return next((shown.index(one) for one in spellings if one in shown), None)


def find_layout(text: str) -> Layout | None:
    """Return the layout of a table, None where no profile knows it. Of several the one that knows most columns."""
    lines, named, skip = split_lines(text)
    delimiters = (named,) if named else DELIMITERS
    for delimiter in delimiters:
        above: list[tuple[str, ...]] = []
        for at, cells in _first_rows(lines, delimiter, skip):
            found = _by_headings(cells)
            if found is not None:
                profile, places = found
                return Layout(
                    profile=profile,
                    delimiter=delimiter,
                    lines=lines,
                    body=at + 1,
                    headings=tuple(cells),
                    places=places,
                    preamble=tuple(above),
                )
            above.append(tuple(cells))
    for delimiter in delimiters:
        for at, cells in _first_rows(lines, delimiter, skip):
            for profile in profiles():
                if profile.headless and _fits_headless(profile.headless, cells):
                    return Layout(
                        profile=profile,
                        delimiter=delimiter,
                        lines=lines,
                        body=at,
                        headings=tuple(f"Spalte {number}" for number in range(1, len(cells) + 1)),
                        places={name: (place,) for place, name in enumerate(profile.headless) if name},
                        preamble=(),
                    )
            if any(cell.strip() for cell in cells):
                break
    return None


def _first_rows(lines: list[str], delimiter: str, skip: int) -> Iterator[tuple[int, list[str]]]:
    for at in range(skip, min(len(lines), skip + _LINES_BEFORE_HEADINGS)):
        line = lines[at]
        if len(line) > _LONGEST_HEADING_LINE:
            continue
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(cells) <= MOST_COLUMNS:
            yield at, cells


def _by_headings(cells: list[str]) -> tuple[Profile, Mapping[str, tuple[int, ...]]] | None:
    shown = [normalised(cell) for cell in cells]
    if len([one for one in shown if one]) < 3:
        return None
    best: tuple[int, Profile, Mapping[str, tuple[int, ...]]] | None = None
    for profile in profiles():
        if profile.headless:
            continue
        places = _places(profile, shown)
        if places is None:
            continue
        known = sum(map(len, places.values()))
        if best is None or known > best[0]:
            best = (known, profile, places)
    return None if best is None else best[1:]


def _places(profile: Profile, shown: list[str]) -> Mapping[str, tuple[int, ...]] | None:
    places: dict[str, tuple[int, ...]] = {}
    for fields, is_needed in ((profile.columns, True), (profile.optional, False)):
        for name, spellings in fields.items():
            at = tuple(shown.index(one) for one in spellings if one in shown)
            if not at and is_needed:
                return None
            if at:
                places[name] = at if name in SEVERAL else at[:1]
    status = profile.status
    if status is not None and not any(one in shown for one in status.column):
        return None
    return places


def _fits_headless(names: tuple[str, ...], cells: list[str]) -> bool:
    """Return whether a row without headings has a day, an account and something that counts, all in their places."""
    if len(cells) != len(names):
        return False
    for name, cell in zip(names, cells, strict=True):
        bare = cell.strip()
        if name in ("booking_date", "value_date") and not _DAY.fullmatch(bare):
            return False
        if name == "account" and not has_iban_form(bare.strip("'").replace(" ", "")):
            return False
    return True
