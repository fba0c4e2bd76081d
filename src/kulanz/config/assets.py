"""The static files that are no one's app: what the set-up took from npm, beside the code and in the wheel."""

from pathlib import Path

BUILT = Path(__file__).resolve().parents[1] / "static_build"


def static_folders() -> list[str]:
    """Return the folder of built assets as Django's STATICFILES_DIRS; none where nothing was built.

    A checkout without assets still runs its commands and tests; `make setup` builds them.
    """
    return [str(BUILT)] if BUILT.is_dir() else []
