"""Set-up: who the merchant is, how mail leaves, who works here, the switch to live."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core.actor import Capability, may
from kulanz.features.banking.accounts import (
    AccountMissing,
    AccountRefused,
    IbanRefused,
    add_bank_account,
    use_account,
)
from kulanz.features.banking.queries import bank_accounts
from kulanz.features.claims.mapping import (
    AnswerRefused,
    WouldTakeBack,
    accept_suggestions,
    answer_mapping,
    open_questions,
)
from kulanz.features.claims.models import CollectibleBy
from kulanz.features.dunning.queries import strategies
from kulanz.features.dunning.settings import change_merchant, change_storefront
from kulanz.features.letters.trial import TrialFailed, send_trial_mail
from kulanz.features.onboarding.live import go_live_when_ready, missing_until_live
from kulanz.features.onboarding.queries import check_state
from kulanz.features.tenants.actions import (
    InvitationUnusable,
    LastOwner,
    MerchantRefused,
    change_role,
    invite,
    revoke_invitation,
)
from kulanz.features.tenants.models import Membership, Role
from kulanz.features.tenants.queries import (
    all_mappings,
    members,
    merchant_of,
    open_invitations,
    storefronts,
)
from kulanz.features.tenants.settings import SettingRefused
from kulanz.features.tenants.tax import tax_profiles
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.forms import (
    BankAccountForm,
    CompanyForm,
    InviteForm,
    LettersForm,
    MailServerForm,
    StorefrontForm,
)


@page(Capability.READ)
@require_GET
def overview(request: OfficeRequest) -> HttpResponse:
    """The checklist until live, and the way to every setting."""
    lacking = missing_until_live(request.actor)
    return render(
        request,
        "office/setup.html",
        {
            "missing": lacking,
            "accounts": bank_accounts(request.actor),
            "questions": open_questions(request.actor),
            "storefronts": storefronts(request.actor),
            "tax_profiles": tax_profiles(request.actor),
            "check": check_state(request.actor),
            "may_change": may(request.actor.role, Capability.SETTINGS),
            "may_compare": may(request.actor.role, Capability.IMPORT),
        },
    )


@page(Capability.SETTINGS)
@require_http_methods(["GET", "POST"])
def company(request: OfficeRequest) -> HttpResponse:
    """Particulars of the business."""
    form = CompanyForm(request.POST or None, instance=merchant_of(request.actor))
    return _settings_page(request, form=form, title=_("Firma und Rechtsraum"), apply=change_merchant)


@page(Capability.SETTINGS)
@require_http_methods(["GET", "POST"])
def mail_server(request: OfficeRequest) -> HttpResponse:
    """The server that mails leave through."""
    form = MailServerForm(request.POST or None, instance=merchant_of(request.actor))
    return _settings_page(
        request, form=form, title=_("Mailversand"), apply=change_merchant, extra="office/setup_mail_test.html"
    )


@page(Capability.SETTINGS)
@require_http_methods(["GET", "POST"])
def letters(request: OfficeRequest) -> HttpResponse:
    """Whether letters go out, how, and how long they take."""
    form = LettersForm(request.POST or None, instance=merchant_of(request.actor))
    return _settings_page(request, form=form, title=_("Briefe"), apply=change_merchant)


@page(Capability.SETTINGS)
@require_POST
def try_mail(request: OfficeRequest) -> HttpResponse:
    """Send a trial mail to the person who asks."""
    try:
        send_trial_mail(actor=request.actor, to=request.user.email)
    except TrialFailed as failed:
        messages.warning(request, str(failed))
    else:
        messages.success(
            request, _("Die Probenachricht ist unterwegs zu %(email)s.") % {"email": request.user.email}
        )
    return redirect("office:setup_mail")


@page(Capability.SETTINGS)
@require_http_methods(["GET", "POST"])
def storefront(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Sender, contact person and links of one storefront."""
    shop = _one(storefronts(request.actor), public_id)

    def apply(**kwargs: Any) -> None:
        change_storefront(storefront_id=shop.pk, **kwargs)

    known = [(one.code, one.name, one.audience) for one in strategies(request.actor)]
    form = StorefrontForm(request.POST or None, instance=shop, strategies=known)
    return _settings_page(request, form=form, title=_("Ladenfront und Absender"), apply=apply)


def _settings_page(
    request: OfficeRequest, *, form: Any, title: str, apply: Callable[..., Any], extra: str = ""
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            apply(actor=request.actor, values=form.cleaned_data, day=request.at.date(), at=request.at)
        except SettingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect(request.path)
    status = 422 if form.errors else 200
    return render(
        request, "office/setup_form.html", {"form": form, "title": title, "extra": extra}, status=status
    )


@page(Capability.SETTINGS)
@require_http_methods(["GET", "POST"])
def bank(request: OfficeRequest) -> HttpResponse:
    """The accounts customers pay to."""
    form = BankAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_bank_account(actor=request.actor, at=request.at, **form.cleaned_data)
        except IbanRefused as refused:
            form.add_error("iban", str(refused))
        else:
            messages.success(request, _("Das Konto ist angelegt."))
            return redirect("office:setup_bank")
    context = {"form": form, "accounts": bank_accounts(request.actor)}
    return render(request, "office/setup_bank.html", context, status=422 if form.errors else 200)


@page(Capability.SETTINGS)
@require_POST
def bank_use(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Retire an account, or use it again."""
    is_active = request.POST.get("active") == "1"
    try:
        use_account(actor=request.actor, public_id=public_id, is_active=is_active, at=request.at)
    except AccountMissing as cause:
        raise Http404 from cause
    except AccountRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Gespeichert."))
    return redirect("office:setup_bank")


@page(Capability.SETTINGS)
@require_http_methods(["GET", "POST"])
def mapping(request: OfficeRequest) -> HttpResponse:
    """Whose claim an order is, by payment method or sales channel."""
    answers = [choice for choice in CollectibleBy.choices if choice[0] != CollectibleBy.UNKNOWN]
    asked_again = None
    if request.method == "POST" and request.POST.get("suggestions") == "all":
        answered, changed = accept_suggestions(actor=request.actor, at=request.at)
        messages.success(
            request,
            _("%(answered)s Vorschläge übernommen, %(changed)s Rechnungen neu zugeordnet.")
            % {"answered": answered, "changed": changed},
        )
        return redirect("office:setup_mapping")
    if request.method == "POST":
        answer = {name: request.POST.get(name, "") for name in ("source", "value", "collectible_by")}
        takes_back = request.POST.get("takes_back") == "yes"
        try:
            changed = answer_mapping(actor=request.actor, at=request.at, takes_back=takes_back, **answer)
        except WouldTakeBack as refused:
            asked_again = {**answer, "text": str(refused), "count": refused.count}
        except AnswerRefused as refused:
            messages.warning(request, str(refused))
            return redirect("office:setup_mapping")
        else:
            messages.success(
                request,
                _(
                    "Gespeichert. %(changed)s Rechnungen neu zugeordnet; die betroffenen Fälle werden neu geprüft."
                )
                % {"changed": changed},
            )
            return redirect("office:setup_mapping")
    questions = open_questions(request.actor)
    context = {
        "rows": [row for row in all_mappings(request.actor) if row.collectible_by != CollectibleBy.UNKNOWN],
        "questions": questions,
        "suggested": sum(1 for one in questions if one.suggestion and one.suggestion.collectible_by),
        "answers": answers,
        "asked_again": asked_again,
    }
    return render(request, "office/setup_mapping.html", context, status=422 if asked_again else 200)


@page(Capability.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
def team(request: OfficeRequest) -> HttpResponse:
    """The people of this merchant; invite another."""
    form = InviteForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        _invitation, token = invite(
            actor=request.actor,
            merchant=request.merchant,
            machine_now=request.machine_now,
            **form.cleaned_data,
        )
        # Shown once: only the hash of the token is kept.
        link = request.build_absolute_uri(f"/einladung/{token}")
        form = InviteForm()
    context = {
        "form": form,
        "link": link,
        "members": members(request.actor),
        "invitations": open_invitations(request.actor),
        "roles": Role.choices,
    }
    return render(request, "office/setup_team.html", context, status=422 if form.errors else 200)


@page(Capability.MANAGE_USERS)
@require_POST
def team_role(request: OfficeRequest, membership_id: int) -> HttpResponse:
    """Give a member another role, or end the membership."""
    role = request.POST.get("role") or None
    if role is not None and role not in Role.values:
        raise Http404
    try:
        change_role(actor=request.actor, membership_id=membership_id, role=role, at=request.at)
    except Membership.DoesNotExist as cause:
        raise Http404 from cause
    except LastOwner as refused:
        messages.warning(request, str(refused))
    return redirect("office:setup_team")


@page(Capability.MANAGE_USERS)
@require_POST
def team_revoke(request: OfficeRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    try:
        revoke_invitation(actor=request.actor, invitation_id=invitation_id, machine_now=request.machine_now)
    except InvitationUnusable as refused:
        messages.warning(request, str(refused))
    return redirect("office:setup_team")


@page(Capability.SETTINGS)
@require_http_methods(["GET", "POST"])
def live(request: OfficeRequest) -> HttpResponse:
    """The switch to live, behind its checklist."""
    if request.method == "POST":
        try:
            # The clock of a test ends here: the first live day is a real one.
            now = request.machine_now.astimezone(request.at.tzinfo)
            go_live_when_ready(actor=request.actor, at=now)
        except MerchantRefused as refused:
            messages.warning(request, str(refused))
        return redirect("office:setup_live")
    return render(request, "office/setup_live.html", {"missing": missing_until_live(request.actor)})


def _one(rows: list[Any], public_id: str) -> Any:
    for row in rows:
        if row.public_id == public_id:
            return row
    raise Http404
