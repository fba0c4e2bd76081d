"""Pingen as a postal provider: drafts, release, status, cancel. It posts in Germany, Austria and Switzerland.

Facts: Pingen's official SDKs (pingen2-sdk-js, pingen2-sdk-python) for paths, fields, idempotency and errors; the words
for states from the open-source client PingenApiNet, which took them from Pingen's own pages, because the API's
documentation lists none. docs/design/letters.md has the table.
"""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from kulanz.adapters.pingen.api import NAME, PingenApi
from kulanz.features.letters.postal import PostalAccount, PostalState, PostalStatus
from kulanz.features.outbox.handlers import PassingRefusal, PermanentRefusal

STATES = {
    "validating": PostalState.CHECKING,
    "fixing": PostalState.CHECKING,
    "valid": PostalState.CHECKED,
    "submitted": PostalState.IN_WORK,
    "accepted": PostalState.IN_WORK,
    "transferring": PostalState.IN_WORK,
    "inspection": PostalState.IN_WORK,
    "processing": PostalState.IN_WORK,
    "printing": PostalState.IN_WORK,
    "awaiting_credits": PostalState.IN_WORK,
    "cancelling": PostalState.IN_WORK,
    "sent": PostalState.POSTED,
    "delivered": PostalState.POSTED,
    "undeliverable": PostalState.UNDELIVERABLE,
    "cancelled": PostalState.CANCELLED,
    "action_required": PostalState.REJECTED,
    "invalid": PostalState.REJECTED,
    "unprintable": PostalState.REJECTED,
    "rejected": PostalState.REJECTED,
    "expired": PostalState.REJECTED,
}
# Somebody must act on the letter before it can go: with our layout, that is an address Pingen cannot read.
ADDRESS_IS_WRONG = frozenset({"action_required", "invalid"})
HANDED_TO_THE_POST = "transferred_to_distributor"
POSTED_WHERE = ZoneInfo("Europe/Berlin")
# The product that keeps the postal days a deadline counts on, one-sided, no colour.
OPTIONS = {"delivery_product": "fast", "print_mode": "simplex", "print_spectrum": "grayscale"}


class Pingen:
    """The adapter. `account` is the id of the organisation at Pingen."""

    name = NAME

    def __init__(self, api: PingenApi | None = None) -> None:
        self._api = api or PingenApi()

    def submit(self, *, pdf: bytes, file_name: str, account: PostalAccount, key: str) -> str:
        upload = _attributes(self._api.get("/file-upload", account=account))
        try:
            url, signature = str(upload["url"]), str(upload["url_signature"])
        except KeyError as cause:
            raise _unreadable() from cause
        self._api.put_file(url, pdf)
        attributes = {
            "file_original_name": file_name,
            "file_url": url,
            "file_url_signature": signature,
            "address_position": "left",
            "auto_send": False,
        }
        document = self._api.post(
            _letters(account),
            account=account,
            body={"data": {"type": "letters", "attributes": attributes}},
            key=key,
        )
        try:
            return str(document["data"]["id"])
        except (KeyError, TypeError) as cause:
            raise _unreadable() from cause

    def release(self, letter_id: str, *, account: PostalAccount) -> None:
        body = {"data": {"id": letter_id, "type": "letters", "attributes": OPTIONS}}
        self._api.patch(
            f"{_letter(account, letter_id)}/send", account=account, body=body, key=f"send-{letter_id}"
        )

    def status(self, letter_id: str, *, account: PostalAccount) -> PostalStatus:
        code = str(_attributes(self._api.get(_letter(account, letter_id), account=account)).get("status", ""))
        state = STATES.get(code, PostalState.UNKNOWN)
        is_out = state in (PostalState.POSTED, PostalState.UNDELIVERABLE)
        return PostalStatus(
            state=state,
            code=code,
            posted_on=self._posting_day(letter_id, account=account) if is_out else None,
            address_is_wrong=code in ADDRESS_IS_WRONG,
        )

    def cancel(self, letter_id: str, *, state: PostalState, account: PostalAccount) -> bool:
        """A draft is deleted, which is certain; what was released is asked back, and the next status tells."""
        path = _letter(account, letter_id)
        try:
            if state in (PostalState.CHECKING, PostalState.CHECKED, PostalState.REJECTED):
                self._api.delete(path, account=account)
                return True
            self._api.patch(f"{path}/cancel", account=account, key=f"cancel-{letter_id}")
        except PermanentRefusal:
            return False  # too late: it will be posted, and the next status says so
        return False

    def _posting_day(self, letter_id: str, *, account: PostalAccount) -> date | None:
        """Return the day on which the letter was handed to the post, None where no event tells."""
        events = self._api.get(f"{_letter(account, letter_id)}/events", account=account).get("data")
        found = events if isinstance(events, list) else []
        days = [_day_of(event.get("attributes")) for event in found if isinstance(event, dict)]
        return max((day for day in days if day is not None), default=None)


def _day_of(event: Any) -> date | None:
    if not isinstance(event, dict) or event.get("code") != HANDED_TO_THE_POST:
        return None
    try:
        return datetime.fromisoformat(str(event.get("emitted_at"))).astimezone(POSTED_WHERE).date()
    except ValueError:
        return None


def _letters(account: PostalAccount) -> str:
    return f"/organisations/{quote(account.account, safe='')}/deliveries/letters"


def _letter(account: PostalAccount, letter_id: str) -> str:
    return f"{_letters(account)}/{quote(letter_id, safe='')}"


def _attributes(document: dict[str, Any]) -> dict[str, Any]:
    try:
        found = document["data"]["attributes"]
    except (KeyError, TypeError) as cause:
        raise _unreadable() from cause
    if not isinstance(found, dict):
        raise _unreadable()
    return found


def _unreadable() -> PassingRefusal:
    return PassingRefusal(f"Die Antwort von {NAME} ist nicht lesbar.", code="unreadable", is_ours=True)
