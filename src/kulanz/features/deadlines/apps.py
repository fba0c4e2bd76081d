from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "kulanz.features.deadlines"
    label = "deadlines"
    verbose_name = "Fristen"
