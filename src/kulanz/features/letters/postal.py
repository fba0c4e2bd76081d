"""The port for postal providers (Postdienste): hand over a PDF, release it, ask what became of it, cancel it.

A provider prints, puts into an envelope and posts. It is handed a draft first, which it checks and does not send;
the release names the draft, so that a repetition can never send two letters. Errors are those of the outbox:
PermanentRefusal, PassingRefusal, OutcomeUnknown.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext as _

from kulanz.features.outbox.handlers import PassingRefusal
from kulanz.features.tenants.models import Merchant


class PostalState(StrEnum):
    """What became of a letter, in our words. Each adapter maps its own words to these in one table."""

    CHECKING = "checking"  # a draft that is being checked
    CHECKED = "checked"  # a draft that may be released
    IN_WORK = "in_work"  # released, not posted yet
    POSTED = "posted"
    REJECTED = "rejected"  # it will not be posted as it is: address, file, content
    UNDELIVERABLE = "undeliverable"  # posted, and came back
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"  # a word we do not know: wait and show it, never guess


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAccount:
    """A merchant's access to a provider."""

    account: str
    client_id: str
    secret: str

    def __repr__(self) -> str:
        return f"PostalAccount({self.account})"  # a log never shows the secret


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalStatus:
    """What the provider says of a letter. `code` is its own word, `posted_on` the day it says, if it says one.

    `address_is_wrong` tells a rejection because of the address from all others.
    """

    state: PostalState
    code: str
    posted_on: date | None = None
    address_is_wrong: bool = False


class PostalProvider(Protocol):
    """What an adapter must be able to do. `key` is the same for the same letter, however often it is handed over."""

    name: str

    def submit(self, *, pdf: bytes, file_name: str, account: PostalAccount, key: str) -> str:
        """Hand over a draft and return the provider's id of it. Nothing is posted yet."""

    def release(self, letter_id: str, *, account: PostalAccount) -> None:
        """Let a checked draft be printed and posted. Releasing it again changes nothing."""

    def status(self, letter_id: str, *, account: PostalAccount) -> PostalStatus:
        """Return what became of the letter."""

    def cancel(self, letter_id: str, *, state: PostalState, account: PostalAccount) -> bool:
        """Take a letter back; return whether that is certain by now."""


_PROVIDERS: dict[str, PostalProvider] = {}


def bind_provider(code: str, provider: PostalProvider) -> None:
    """Say who stands behind a code of the settings. Called by config.wiring, and by tests."""
    _PROVIDERS[code] = provider


def provider_of(code: str) -> PostalProvider:
    """Return the provider with this code; raise PassingRefusal (ours) where there is none: a person must choose one."""
    found = _PROVIDERS.get(code)
    if found is None:
        raise PassingRefusal(
            _("Es ist kein Postdienst eingerichtet. Bitte unter Einrichtung, Briefe einen wählen."),
            code="no_provider",
            is_ours=True,
        )
    return found


def account_of(merchant: Merchant) -> PostalAccount:
    """Return the merchant's access."""
    return PostalAccount(
        account=merchant.postal_account, client_id=merchant.postal_client_id, secret=merchant.postal_secret
    )
