from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "kulanz.features.outbox"
    label = "outbox"
    verbose_name = "Ausgang"
