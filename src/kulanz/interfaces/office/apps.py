from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "kulanz.interfaces.office"
    label = "office"
    verbose_name = "Büro"
