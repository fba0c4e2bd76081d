"""The Django app of long work."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "kulanz.features.work"
    label = "work"
