"""Kulanz's own settings, in a home that is made for this run of the tests and thrown away after it.

The home must stand before the settings are read: they make keys in it, and nobody's real home may be touched.
Each pytest-xdist worker is a process with a home of its own inside the one of the run.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "KULANZ_TEST_HOME" not in os.environ:
    os.environ["KULANZ_TEST_HOME"] = tempfile.mkdtemp(prefix="kulanz-tests-")
    atexit.register(shutil.rmtree, os.environ["KULANZ_TEST_HOME"], ignore_errors=True)
os.environ["KULANZ_HOME"] = str(
    Path(os.environ["KULANZ_TEST_HOME"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
)

from kulanz.config.settings import *  # noqa: F403

# Scrypt is slow by intent; a test that logs in a hundred times need not wait for it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
