"""How a sentence shows what a file prints: in German quotation marks, and never longer than a glance."""

_LONGEST = 80


def quoted(printed: str) -> str:
    """Return „printed“, cut where it is longer than a person reads in a sentence."""
    bare = " ".join(printed.split())
    return f"„{bare if len(bare) <= _LONGEST else bare[: _LONGEST - 1] + '…'}“"
