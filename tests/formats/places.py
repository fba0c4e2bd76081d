"""Where the samples are: our own always, the corpus where it was laid beside the repository."""

from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent / "samples"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus ../shared/corpus is not here; our own samples were tested"
)


def sample(name: str) -> bytes:
    """Return the bytes of one of our own samples."""
    return (SAMPLES / name).read_bytes()
