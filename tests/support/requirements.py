"""What the machine may lack: a test that needs it is skipped with the reason, or fails where it was required.

`KULANZ_REQUIRE=browser,postgres` says that both must be there, as in continuous integration.
"""

import os
from typing import NoReturn

import pytest


def is_required(what: str) -> bool:
    """Tell whether KULANZ_REQUIRE names it."""
    return what in os.environ.get("KULANZ_REQUIRE", "").split(",")


def lacking(what: str, reason: str) -> NoReturn:
    """Skip the running test because `what` is missing; fail it where KULANZ_REQUIRE names `what`."""
    if is_required(what):
        pytest.fail(f"KULANZ_REQUIRE names {what}, but {reason}", pytrace=False)
    pytest.skip(reason)
