from django.apps import AppConfig


class BankingConfig(AppConfig):
    name = "kulanz.features.banking"
    label = "banking"
    verbose_name = "Zahlungen"
