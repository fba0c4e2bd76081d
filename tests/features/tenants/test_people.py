"""Who may work for a merchant."""

from datetime import UTC, datetime, timedelta

import pytest

from kulanz.core.actor import Actor, Role
from kulanz.features.tenants import actions
from kulanz.features.tenants.models import Invitation, Membership, Merchant, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def merchant():
    return actions.create_merchant(
        name="Lindenladen", country="DE", state="BE", is_live=False, machine_now=NOW
    )


@pytest.fixture
def owner(merchant):
    user = actions.create_user(
        merchant=merchant, email="mara@lindenladen.example", role="owner", password="ein langer Satz",
        actor=Actor.command(merchant.pk), machine_now=NOW,
    )  # fmt: skip
    return Actor(kind="user", name="Mara", merchant_id=merchant.pk, user_id=user.pk, role=Role.OWNER)


def invited(owner, merchant, email="selin@lindenladen.example"):
    return actions.invite(actor=owner, merchant=merchant, email=email, role="agent", machine_now=NOW)


def test_an_invited_person_chooses_a_password_and_has_the_role(merchant, owner):
    _, token = invited(owner, merchant)

    user = actions.accept_invitation(
        token=token, password="noch ein langer Satz", name="Selin", machine_now=NOW
    )

    assert user.check_password("noch ein langer Satz")
    assert Membership.objects.get(user=user).role == "agent"


def test_an_invitation_works_once(merchant, owner):
    _, token = invited(owner, merchant)
    actions.accept_invitation(token=token, password="noch ein langer Satz", name="Selin", machine_now=NOW)

    with pytest.raises(actions.InvitationUnusable):
        actions.accept_invitation(token=token, password="ein anderer Satz", name="Dieb", machine_now=NOW)

    assert User.objects.get(email="selin@lindenladen.example").check_password("noch ein langer Satz")


@pytest.mark.parametrize(("days", "usable"), [(13, True), (14, False)])
def test_an_invitation_ends_after_fourteen_days(merchant, owner, days, usable):
    _, token = invited(owner, merchant)
    later = NOW + timedelta(days=days)

    if usable:
        assert actions.find_invitation(token=token, machine_now=later).email == "selin@lindenladen.example"
    else:
        with pytest.raises(actions.InvitationUnusable):
            actions.find_invitation(token=token, machine_now=later)


def test_the_token_itself_is_not_kept(merchant, owner):
    invitation, token = invited(owner, merchant)

    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values().get())


def test_an_invitation_does_not_take_over_an_existing_login(merchant, owner):
    _, token = invited(owner, merchant, email="mara@lindenladen.example")

    with pytest.raises(actions.InvitationUnusable):
        actions.accept_invitation(token=token, password="gestohlener Satz", name="Dieb", machine_now=NOW)

    assert User.objects.get(email="mara@lindenladen.example").check_password("ein langer Satz")


def test_a_revoked_invitation_is_refused(merchant, owner):
    invitation, token = invited(owner, merchant)
    actions.revoke_invitation(actor=owner, invitation_id=invitation.pk, machine_now=NOW)

    with pytest.raises(actions.InvitationUnusable):
        actions.accept_invitation(token=token, password="noch ein langer Satz", name="Selin", machine_now=NOW)

    assert User.objects.count() == 1


def test_the_last_owner_stays_owner(merchant, owner):
    membership = Membership.objects.get(merchant=merchant)

    for role in ("reader", None):
        with pytest.raises(actions.LastOwner):
            actions.change_role(actor=owner, membership_id=membership.pk, role=role, at=NOW)

    assert Membership.objects.get(pk=membership.pk).role == "owner"


def test_one_of_two_owners_may_go(merchant, owner):
    second = actions.create_user(
        merchant=merchant, email="b@lindenladen.example", role="owner", password=None,
        actor=owner, machine_now=NOW,
    )  # fmt: skip
    membership = Membership.objects.get(user=second)

    actions.change_role(actor=owner, membership_id=membership.pk, role=None, at=NOW)

    assert not Membership.objects.filter(user=second).exists()


def test_a_foreign_membership_cannot_be_changed(merchant, owner):
    other = actions.create_merchant(name="Fremd", country="DE", state="", is_live=False, machine_now=NOW)
    foreign = actions.create_user(
        merchant=other, email="x@fremd.example", role="owner", password=None,
        actor=Actor.command(other.pk), machine_now=NOW,
    )  # fmt: skip
    membership = Membership.objects.get(user=foreign)

    with pytest.raises(Membership.DoesNotExist):
        actions.change_role(actor=owner, membership_id=membership.pk, role="reader", at=NOW)

    assert Membership.objects.get(pk=membership.pk).role == "owner"


def test_two_merchants_do_not_share_a_name(merchant):
    with pytest.raises(actions.MerchantRefused):
        actions.create_merchant(name="Lindenladen", country="DE", state="BE", is_live=False, machine_now=NOW)

    assert Merchant.objects.count() == 1


@pytest.mark.parametrize(("country", "state"), [("FR", ""), ("DE", "XX")])
def test_a_merchant_in_an_unverified_place_is_refused(country, state):
    with pytest.raises(actions.MerchantRefused):
        actions.create_merchant(name="Laden", country=country, state=state, is_live=False, machine_now=NOW)

    assert Merchant.objects.count() == 0
