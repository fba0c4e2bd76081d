from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kulanz.features.ledger"
    label = "ledger"
    verbose_name = "Bücher"
