"""Names as the search compares them: capitals, umlauts written out, by the first word and by the last."""

from kulanz.core.matching.folding import fold

LONGEST = 220


def searched_names(name: str) -> tuple[str, str]:
    """Return a name folded as it is written ("ANNA MUELLER"), and with its last word first ("MUELLER ANNA")."""
    words = searched(name).split()
    return " ".join(words)[:LONGEST], " ".join(words[-1:] + words[:-1])[:LONGEST]


def searched(text: str) -> str:
    """Return what somebody types, folded like the names: "Müller" and "MUELLER" are the same."""
    return " ".join(fold(text).split())
