"""The shape of the house: what each storey may do. Import contracts stand in pyproject.toml."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.house.sources import PACKAGE, ROOT, dotted, imported_modules, sources

SIGNALS = {"django.dispatch", "django.db.models.signals", "django.core.signals", "django.test.signals"}


def test_imports_go_down_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout.partition("Contracts\n")[2] or done.stdout + done.stderr


def test_every_folder_of_code_is_a_package() -> None:
    folders = {source.path.parent for source in sources("src/kulanz")}
    missing = sorted(
        str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()
    )
    assert not missing, f"Without __init__.py the import contracts do not see these folders: {missing}"


def test_doors_ask_queries_and_call_actions() -> None:
    found = [
        f"{source.at(node)} {dotted(node)}"
        for source in sources("src/kulanz/interfaces")
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"})
        or (
            isinstance(node, ast.Attribute)
            and dotted(node).endswith((".save", ".bulk_create", ".bulk_update"))
        )
    ]
    assert not found, (
        f"Read by a feature's queries.py (it takes the actor), change by its actions.py: {found}"
    )


def test_migrations_import_no_application_code() -> None:
    found = [
        f"{source.at(node)} {module}"
        for source in sources("src/kulanz/features")
        if "migrations" in source.path.parts
        for node, module in imported_modules(source.tree)
        # A column's own type is part of the table's history; everything else changes under the migration.
        if module.startswith("kulanz") and not module.endswith("_field")
    ]
    assert not found, (
        f"Today's code is not the code of that day; use apps.get_model, or write the SQL out: {found}"
    )


def test_features_use_no_signals() -> None:
    found = [
        f"{source.at(node)} {module}"
        for source in sources("src/kulanz/core", "src/kulanz/features", "src/kulanz/interfaces")
        for node, module in imported_modules(source.tree)
        if module in SIGNALS
    ]
    assert not found, (
        f"Call the other feature's action, or write a row into the outbox; a reader must see it: {found}"
    )


def test_nothing_leaves_a_business_transaction() -> None:
    senders = {"smtplib", "httpx", "imaplib", "urllib.request", "django.core.mail"}
    found = [
        f"{source.at(node)} {module}"
        for source in sources("src/kulanz/core", "src/kulanz/formats", "src/kulanz/features")
        for node, module in imported_modules(source.tree)
        if module in senders
    ]
    assert not found, f"Write an outbox row; an adapter sends it, bound in config.wiring: {found}"


def test_every_feature_is_installed_and_listed_in_the_contracts() -> None:
    settings = (PACKAGE / "config" / "settings.py").read_text(encoding="utf-8")
    with_tables = [
        folder for folder in sorted((PACKAGE / "features").iterdir()) if (folder / "migrations").is_dir()
    ]
    missing = [folder.name for folder in with_tables if f'"kulanz.features.{folder.name}"' not in settings]
    assert not missing, f"Add these to INSTALLED_APPS, or their tables are never made: {missing}"
