"""RF references of ISO 11649, checked against another implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from kulanz.formats.rf_reference import ReferenceBodyUnfit, create, is_valid, print_format


@pytest.mark.parametrize(
    ("body", "reference"),
    [
        ("539007547034", "RF18539007547034"),
        ("RE20261043", "RF36RE20261043"),
        ("re 2026 1043", "RF36RE20261043"),
    ],
)
def test_a_reference_is_made_of_a_body(body: str, reference: str) -> None:
    assert create(body) == reference
    assert iso11649.is_valid(reference)


@pytest.mark.parametrize("body", ["", "  ", "X" * 22, "RE-2026", "Rückgabe", "١٢"])
def test_a_body_that_does_not_fit_is_refused(body: str) -> None:
    assert is_valid(create("X" * 21))
    with pytest.raises(ReferenceBodyUnfit):
        create(body)


@pytest.mark.parametrize(
    "wrong",
    [
        "RF17539007547034",
        "RF18539007547043",
        "RF18",
        "RF00XXXXXXXXXXXXXXXXXXXXXX",
        "DE18539007547034",
        "",
        "RF1",
    ],
)
def test_a_slip_of_the_key_is_found(wrong: str) -> None:
    assert is_valid("RF18539007547034")
    assert not is_valid(wrong)


def test_people_read_groups_of_four() -> None:
    assert print_format("RF332348236") == "RF33 2348 236"
    assert is_valid("rf33 2348 236")


bodies = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=21)


@given(bodies)
def test_what_we_make_others_accept(body: str) -> None:
    reference = create(body)
    assert is_valid(reference)
    assert iso11649.is_valid(reference)
    assert is_valid(print_format(reference))


DIGITS, LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@given(bodies, st.data())
def test_one_digit_or_letter_taken_for_another_is_always_found(body: str, data) -> None:
    reference = create(body)
    place = data.draw(st.integers(2, len(reference) - 1))
    # A letter counts as two digits: one taken for a digit shifts the rest, and 1 in 97 of those slips goes unseen.
    other = data.draw(st.sampled_from(DIGITS if reference[place] in DIGITS else LETTERS))
    changed = reference[:place] + other + reference[place + 1 :]
    assert is_valid(changed) is (changed == reference)


def test_a_letter_that_capitals_would_turn_into_two_is_refused() -> None:
    assert create("STRASSE") == "RF47STRASSE"
    with pytest.raises(ReferenceBodyUnfit):
        create("straße")
    assert not is_valid("RF47straße")
