from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "kulanz.features.claims"
    label = "claims"
    verbose_name = "Forderungen"
