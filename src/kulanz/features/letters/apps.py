from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "kulanz.features.letters"
    label = "letters"
    verbose_name = "Nachrichten"
