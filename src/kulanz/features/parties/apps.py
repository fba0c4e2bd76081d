from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "kulanz.features.parties"
    label = "parties"
    verbose_name = "Kunden"
