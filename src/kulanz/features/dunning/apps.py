from django.apps import AppConfig


class DunningConfig(AppConfig):
    name = "kulanz.features.dunning"
    label = "dunning"
    verbose_name = "Mahnlauf"
