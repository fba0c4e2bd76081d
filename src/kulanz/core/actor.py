"""Who acts, and what each role may do: the one table of rights."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What a person is to one merchant. The values are stored with the membership."""

    OWNER = "owner"
    BOOKKEEPER = "bookkeeper"
    AGENT = "agent"
    READER = "reader"


class Capability(StrEnum):
    """One kind of thing a page, an endpoint or a command lets somebody do."""

    READ = "read"  # cases, customers, payments, messages, figures
    IMPORT = "import"  # invoices and bank statements
    MATCH = "match"  # assign, split, undo; payment by hand
    EXPORT = "export"  # open items, journal
    EDIT_CASE = "edit_case"  # pause, place and lift holds, confirm a step
    EDIT_CUSTOMER = "edit_customer"  # addresses, telephone, language
    RECORD_CALL = "record_call"
    RELEASE_RUN = "release_run"  # release a run, call it back, decide about uncertain messages
    DECIDE_CASE = "decide_case"  # adverse or final: hand over, write off, exclude
    STOP_SENDING = "stop_sending"  # stop everything at once, and start again
    EDIT_STRATEGY = "edit_strategy"
    SETTINGS = "settings"
    MANAGE_USERS = "manage_users"


# An agent talks with customers and never moves money; a bookkeeper moves money and never ends a relation.
_RIGHTS: dict[Role, frozenset[Capability]] = {
    Role.OWNER: frozenset(Capability),
    Role.BOOKKEEPER: frozenset(
        {
            Capability.READ,
            Capability.IMPORT,
            Capability.MATCH,
            Capability.EXPORT,
            Capability.EDIT_CASE,
            Capability.EDIT_CUSTOMER,
            Capability.RECORD_CALL,
            Capability.RELEASE_RUN,
            Capability.STOP_SENDING,
        }
    ),
    Role.AGENT: frozenset(
        {
            Capability.READ,
            Capability.EDIT_CASE,
            Capability.EDIT_CUSTOMER,
            Capability.RECORD_CALL,
        }
    ),
    Role.READER: frozenset({Capability.READ, Capability.EXPORT}),
}


def may(role: Role, capability: Capability) -> bool:
    """Return whether this role has this right. What is not in the table is refused."""
    return capability in _RIGHTS[role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something for one merchant: a person, a command on the server, or Kulanz itself.

    `user_id` is the login of a person, None for the other two. A command and Kulanz itself carry the
    owner's rights: the one stands at the server, the other carries out what a person released.
    """

    kind: Literal["user", "system", "command"]
    name: str
    merchant_id: int
    user_id: int | None
    role: Role

    @classmethod
    def system(cls, merchant_id: int) -> "Actor":
        """Return Kulanz itself, acting by itself for this merchant."""
        return cls(
            kind="system",
            name="Kulanz",
            merchant_id=merchant_id,
            user_id=None,
            role=Role.OWNER,
        )

    @classmethod
    def command(cls, merchant_id: int) -> "Actor":
        """Return the person at the keyboard of the server."""
        return cls(
            kind="command",
            name="Kommandozeile",
            merchant_id=merchant_id,
            user_id=None,
            role=Role.OWNER,
        )
