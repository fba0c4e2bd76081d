"""Every address the web server answers."""

from django.urls import include, path

urlpatterns = [
    path("konto/", include("kulanz.interfaces.office.account_urls")),
    path("sprache/", include("django.conf.urls.i18n")),
    path("", include("kulanz.interfaces.office.urls")),
]

handler403 = "kulanz.interfaces.office.views.errors.refused"
handler404 = "kulanz.interfaces.office.views.errors.not_found"
handler500 = "kulanz.interfaces.office.views.errors.broken"
