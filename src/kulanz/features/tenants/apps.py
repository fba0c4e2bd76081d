from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "kulanz.features.tenants"
    label = "tenants"
    verbose_name = "Händler"
