"""Are two names the same person? Titles, company forms, order, initials, slips and cut-off names."""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from kulanz.core.matching.folding import fold, word_set

_CUT_OFF_FROM = 25
"""Banks cut names at 27 (DTA heritage) or 35 characters; a cut may end in a space that is trimmed."""

_COMPANY_FORM = re.compile(
    r"\b(?:GMBH|GESMBH|MBH|UG|AG|KG|KGAA|OHG|GBR|PARTG|EG|SE|LTD|LIMITED|INC|LLC|SARL|BV|CO|EK"
    r"|E\.\s?K\.?|E\.\s?KFM\.?|E\.\s?KFR\.?|E\.\s?V\.?|HAFTUNGSBESCHRAENKT)(?=\W|$)"
)
_SAYS_NOTHING = word_set(
    "HERR HERRN FRAU FAM FAMILIE EHELEUTE FIRMA FA DR PROF DIPL ING MED PHIL MAG BSC MSC INH INHABER UND "
    "AND VON VAN DER DEN DE ZU ZUM ZUR VOM DI DA"
)
_CARE_OF = re.compile(r"\bC ?/ ?O\b|\bZ\. ?H(?:D|AENDEN)?\b\.?|(?<=\w )U\.? (?=\w)")
_WORD = re.compile(r"[^\W_]+")
_TWO_VOWELS = re.compile("AE|OE|UE")


class Likeness(IntEnum):
    """How alike two names are, from nothing in common to the same words."""

    NONE = 0
    FAMILY = 1
    """One word in common, such as a surname, and another word that differs."""
    ALIKE = 2
    SAME = 3


class NameWords(NamedTuple):
    """The telling words of a name, in their order."""

    words: tuple[str, ...]
    is_company: bool
    may_be_cut_off: bool


@lru_cache(maxsize=8192)
def name_words(name: str) -> NameWords:
    """Takes a name apart; "Müller", "Mueller" and "Muller" become one word."""
    folded = fold(name).strip()
    without_form = _COMPANY_FORM.sub(" ", folded)
    plain = _CARE_OF.sub(" ", without_form)
    found = [_TWO_VOWELS.sub(_first_vowel, word) for word in _WORD.findall(plain)]
    telling = tuple(word for word in found if word not in _SAYS_NOTHING)
    return NameWords(
        words=telling or tuple(found) or tuple(_WORD.findall(folded)),
        is_company=without_form != folded,
        may_be_cut_off=len(name.strip()) >= _CUT_OFF_FROM,
    )


def _first_vowel(pair: re.Match[str]) -> str:
    return pair.group()[0]


def likeness(one: str, other: str) -> Likeness:
    """Compares two names, whichever is the payer's."""
    return compare(name_words(one), name_words(other))


def names_similar(one: str, other: str) -> bool:
    """True when both may well name the same person or company; a shared surname alone does not."""
    return likeness(one, other) >= Likeness.ALIKE


def compare(one: NameWords, other: NameWords) -> Likeness:
    """As `likeness`, for names already taken apart."""
    left, right = one.words, other.words
    if not left or not right:
        return Likeness.NONE
    if left == right or (len(left) == len(right) and set(left) == set(right)):
        return Likeness.SAME
    may_be_cut_off = one.may_be_cut_off or other.may_be_cut_off
    if (len(left) != len(right) or may_be_cut_off) and _written_as_one_word(one, other):
        return Likeness.ALIKE
    if len(left) == len(right) == 2:
        return _compare_two_and_two(one, other)
    few, many = (one, other) if len(left) <= len(right) else (other, one)
    if len(few.words) == 1:
        return _compare_single(few, many)
    return _judge(one, other, *_pair_words(few, many))


def _judge(one: NameWords, other: NameWords, whole: int, initials: int, missing: int) -> Likeness:
    if missing == 0 and whole and whole + initials >= 2:
        return Likeness.ALIKE
    if missing <= 1 and whole >= 2 and (one.is_company or other.is_company):
        return Likeness.ALIKE
    return Likeness.FAMILY if whole else Likeness.NONE


def _compare_two_and_two(one: NameWords, other: NameWords) -> Likeness:
    """First name and surname on both sides: the most frequent case, and the same result as pairing words."""
    (a, b), (c, d) = one.words, other.words
    if a == c:
        shared, left, right = a, b, d
    elif b == d:
        shared, left, right = b, a, c
    elif a == d:
        shared, left, right = a, b, c
    elif b == c:
        shared, left, right = b, a, d
    else:
        return _judge(one, other, *_pair_words(one, other))
    if is_slip(left, right) or _is_shortened(left, right, one.may_be_cut_off, other.may_be_cut_off):
        return Likeness.ALIKE
    return Likeness.FAMILY if len(shared) > 1 else Likeness.NONE


def _compare_single(few: NameWords, many: NameWords) -> Likeness:
    word = few.words[0]
    if len(many.words) == 1:
        return Likeness.ALIKE if len(word) >= 5 and is_slip(word, many.words[0]) else Likeness.NONE
    if len(word) >= 4 and any(word == other or is_slip(word, other) for other in many.words):
        return Likeness.ALIKE if few.is_company or many.is_company else Likeness.FAMILY
    return Likeness.NONE


def _pair_words(few: NameWords, many: NameWords) -> tuple[int, int, int]:
    """Pairs each word of the shorter name with one of the longer: whole words, initials, without partner."""
    rest = [word for word in many.words if word not in few.words]
    unpaired = [word for word in few.words if word not in many.words]
    whole, initials, missing = len(few.words) - len(unpaired), 0, 0
    for word in sorted(unpaired, key=len, reverse=True):
        partner = _partner(word, rest, few.may_be_cut_off, many.may_be_cut_off)
        if partner is None:
            missing += 1
            continue
        rest.remove(partner)
        if min(len(word), len(partner)) == 1:
            initials += 1
        else:
            whole += 1
    return whole, initials, missing


def _partner(word: str, rest: list[str], word_cut: bool, rest_cut: bool) -> str | None:
    for other in rest:
        if is_slip(word, other):
            return other
    return next((other for other in rest if _is_shortened(word, other, word_cut, rest_cut)), None)


def _is_shortened(word: str, other: str, word_cut: bool, other_cut: bool) -> bool:
    """True where one of two words is the initial of the other, or its beginning in a name that was cut off."""
    if other[0] != word[0]:
        return False
    if (len(word) == 1 or word_cut and len(word) >= 3) and other.startswith(word):
        return True
    return (len(other) == 1 or other_cut and len(other) >= 3) and word.startswith(other)


def is_slip(one: str, other: str) -> bool:
    """True for words that differ by one slip of the key, in long words by two; the first letter counts."""
    left, right = len(one), len(other)
    shorter = left if left < right else right
    if shorter < 4 or one[0] != other[0] and shorter < 7:
        return one == other
    allowed = 1 if shorter < 9 else 2
    return abs(left - right) <= allowed and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _written_as_one_word(one: NameWords, other: NameWords) -> bool:
    left, right = "".join(one.words), "".join(other.words)
    if min(len(left), len(right)) < 8:
        return False
    if left == right:
        return True
    if one.may_be_cut_off and right.startswith(left):
        return True
    return other.may_be_cut_off and left.startswith(right)
