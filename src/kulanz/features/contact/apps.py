from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "kulanz.features.contact"
    label = "contact"
    verbose_name = "Kontaktschranke"
