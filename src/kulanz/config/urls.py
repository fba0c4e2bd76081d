"""Every address the web server answers."""

from django.urls import include, path

urlpatterns = [
    path("", include("kulanz.interfaces.office.urls")),
]
