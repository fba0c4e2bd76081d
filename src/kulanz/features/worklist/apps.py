from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "kulanz.features.worklist"
    label = "worklist"
    verbose_name = "Anrufe"
