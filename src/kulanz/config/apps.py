"""Start-up: bind the handlers of the outbox, and put the triggers back after each migrate."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class WiringConfig(AppConfig):
    name = "kulanz.config"
    label = "config"

    def ready(self) -> None:
        from kulanz.config import wiring

        wiring.bind()
        # The one place where a signal is right: Django alone knows when its migrations have run,
        # and a table rebuild on SQLite drops the triggers without a word.
        post_migrate.connect(_protect_append_only_tables, sender=apps.get_app_config("audit"))


def _protect_append_only_tables(*, using: str, **_: Any) -> None:
    from kulanz.features.audit.triggers import install

    install(using=using)
