"""Where Kulanz keeps its things: one folder with database, documents and keys."""

import os
import sys
from pathlib import Path

FOLDER_NAME = "kulanz"
DEMO_FOLDER_NAME = "kulanz-demo"
CITY_FOLDER_NAME = "kulanz-city"


class HomeUnusable(Exception):
    """The folder of KULANZ_HOME cannot be used. The sentence says which and why."""


def kulanz_home() -> Path:
    """Return the folder named by KULANZ_HOME, else the platform's folder for user data.

    The folder is created with access for its owner only, because it holds keys.
    """
    return _home(FOLDER_NAME)


def demo_home() -> Path:
    """Return the folder named by KULANZ_HOME, else a folder for the demo beside the one for real data."""
    return _home(DEMO_FOLDER_NAME)


def city_home() -> Path:
    """Return the folder named by KULANZ_HOME, else a folder for the big demo merchant."""
    return _home(CITY_FOLDER_NAME)


def _home(folder_name: str) -> Path:
    chosen = os.environ.get("KULANZ_HOME")
    home = Path(chosen).expanduser() if chosen else _platform_data_folder() / folder_name
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as cause:
        raise HomeUnusable(
            f"The folder {home} cannot be used ({cause.strerror}). Set KULANZ_HOME to a folder that can be written to."
        ) from cause
    return home.resolve()


def _platform_data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local")))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share")))
