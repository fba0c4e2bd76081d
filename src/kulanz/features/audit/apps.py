from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kulanz.features.audit"
    label = "audit"
    verbose_name = "Nachweis"
