"""Addresses of the office pages. A new one needs an example in the walk of tests/features/office."""

from django.urls import path

from kulanz.interfaces.office.views import (
    cases,
    customers,
    invoices,
    outbox,
    payments,
    run,
    search,
    session,
    setup,
    today,
)

app_name = "office"

urlpatterns = [
    path("", today.today, name="today"),
    path("suche", search.search, name="search"),
    path("mehr", session.more, name="more"),
    path("profil", session.profile, name="profile"),
    path("anhalten", session.stop, name="stop"),
    path("haendler", session.switch_merchant, name="switch_merchant"),
    path("demo-anmelden", session.demo_login, name="demo_login"),
    path("einladung/<str:token>", session.accept, name="accept"),
    path("lauf", run.preview_page, name="run"),
    path("lauf/freigeben", run.release_run, name="run_release"),
    path("lauf/nachricht/<str:case_id>", run.message_preview, name="run_message"),
    path("lauf/<str:public_id>", run.released, name="run_released"),
    path("lauf/<str:public_id>/zurueckrufen", run.call_back_run, name="run_call_back"),
    path("faelle", cases.index, name="cases"),
    path("faelle/<str:public_id>", cases.detail, name="case"),
    path("faelle/<str:public_id>/anhalten", cases.hold, name="case_hold"),
    path("faelle/<str:public_id>/bestaetigen", cases.confirm, name="case_confirm"),
    path("faelle/<str:public_id>/anruf", cases.call, name="case_call"),
    path("faelle/<str:public_id>/zahlung", cases.payment, name="case_payment"),
    path("pausen/<str:public_id>/aufheben", cases.lift, name="hold_lift"),
    path("kunden", customers.index, name="customers"),
    path("kunden/<str:public_id>", customers.detail, name="customer"),
    path("kunden/<str:public_id>/aendern", customers.edit, name="customer_edit"),
    path("kunden/<str:public_id>/anhalten", customers.hold, name="customer_hold"),
    path("zahlungen", payments.index, name="payments"),
    path("zahlungen/einlesen", payments.upload, name="payments_upload"),
    path("zahlungen/<str:public_id>", payments.line_page, name="payments_line"),
    path("zahlungen/<str:public_id>/entscheiden", payments.decide, name="payments_decide"),
    path("zuordnungen/<str:public_id>/zuruecknehmen", payments.undo, name="payments_undo"),
    path("rechnungen/einlesen", invoices.upload, name="invoices_import"),
    path("ausgang", outbox.index, name="outbox"),
    path("ausgang/<str:public_id>", outbox.detail, name="message"),
    path("ausgang/<str:public_id>/html", outbox.html, name="message_html"),
    path("ausgang/<str:public_id>/entscheiden", outbox.decide, name="message_decide"),
    path("einrichtung", setup.overview, name="setup"),
    path("einrichtung/firma", setup.company, name="setup_company"),
    path("einrichtung/absender/<str:public_id>", setup.storefront, name="setup_storefront"),
    path("einrichtung/bank", setup.bank, name="setup_bank"),
    path("einrichtung/mail", setup.mail_server, name="setup_mail"),
    path("einrichtung/mail/probe", setup.try_mail, name="setup_mail_try"),
    path("einrichtung/zahlarten", setup.mapping, name="setup_mapping"),
    path("einrichtung/team", setup.team, name="setup_team"),
    path("einrichtung/team/<int:membership_id>/rolle", setup.team_role, name="setup_team_role"),
    path(
        "einrichtung/einladung/<int:invitation_id>/zuruecknehmen", setup.team_revoke, name="setup_team_revoke"
    ),
    path("einrichtung/live", setup.live, name="setup_live"),
    path("einrichtung/uhr", setup.clock, name="clock"),
]
