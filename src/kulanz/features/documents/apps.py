from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kulanz.features.documents"
    label = "documents"
    verbose_name = "Dokumente"
