"""The strategies a new merchant starts with."""

import tomllib
from importlib.resources import files
from typing import Any

from kulanz.core.strategy.model import Strategy
from kulanz.core.strategy.parsing import strategy_from_dict

PRESETS = ("b2c", "b2b")


def preset_definition(code: str) -> dict[str, Any]:
    """Return the plain data of a preset (`b2c` or `b2b`), ready to be stored as a version."""
    if code not in PRESETS:
        raise KeyError(f"There is no preset strategy {code!r}. There are: {', '.join(PRESETS)}.")
    text = files("kulanz.core.strategy").joinpath("presets", f"{code}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def preset(code: str) -> Strategy:
    """Return a preset strategy, parsed."""
    return strategy_from_dict(preset_definition(code))
