"""Set up the merchant "Großstadt" by its own actions, then write its year and seal it."""

import gc
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.db import connection, transaction

from kulanz.core.actor import Actor, Role
from kulanz.features.audit.seal import seal_days_before
from kulanz.features.banking.accounts import add_bank_account
from kulanz.features.banking.queries import bank_accounts
from kulanz.features.banking.statements import import_statements
from kulanz.features.deadlines.calendars import german_calendar, target_calendar
from kulanz.features.dunning.strategies import publish_presets, used
from kulanz.features.tenants.actions import create_merchant, create_user
from kulanz.features.tenants.clock import at_local, set_clock
from kulanz.features.tenants.models import Merchant
from kulanz.features.tenants.people import change_profile
from kulanz.features.tenants.queries import storefronts
from kulanz.features.tenants.settings import change_merchant, change_storefront
from kulanz.formats.bank_files import read_bank_file
from kulanz.interfaces.commands.demo import shop
from kulanz.interfaces.commands.demo.city.chronicle import Chronicle, Place
from kulanz.interfaces.commands.demo.files import bank_statement

NAME, IBAN = "Großstadt", "DE02120300000000202051"
OWNER_EMAIL, OWNER_NAME = "chef@grossstadt.example", "Kim Großstadt"
FIRST_DAY, TODAY = date(2025, 12, 1), date(2026, 12, 1)
Told = Callable[[int, int], None]  # days written, days in all


def build_city(*, invoices: int, seed: int, machine_now: datetime, told: Told) -> Merchant:
    """Write the year into an empty database and return its merchant, whose clock stands at 1 December 2026, 09:00.

    The same seed and number give the same rows, but for the times at which they are sealed.
    """
    merchant = _open_shop(machine_now)
    owner = _owner(merchant, machine_now)
    _write_year(merchant, owner, invoices=invoices, seed=seed, told=told)
    set_clock(merchant, to=at_local(merchant, TODAY, hour=9), machine_now=machine_now)
    _cover(owner, at=at_local(merchant, TODAY, hour=9), machine_now=machine_now)
    seal_days_before(actor=owner, day=TODAY, machine_now=machine_now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return merchant


def _open_shop(machine_now: datetime) -> Merchant:
    first = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 7, tzinfo=UTC)
    merchant = create_merchant(
        name=NAME, country="DE", state="BE", is_live=False, is_demo=True, machine_now=first
    )
    set_clock(merchant, to=first, machine_now=machine_now)
    command = Actor.command(merchant.pk)
    particulars = shop.PARTICULARS | {"legal_name": "Großstadt Handels GmbH", "alarm_email": OWNER_EMAIL}
    change_merchant(actor=command, values=particulars, day=FIRST_DAY, at=first)
    (storefront,) = storefronts(command)
    values = {name: value.replace("lindenladen", "grossstadt") for name, value in shop.STOREFRONT.items()}
    change_storefront(actor=command, storefront_id=storefront.pk, values=values, day=FIRST_DAY, at=first)
    add_bank_account(actor=command, iban=IBAN, owner_name=particulars["legal_name"], at=first)
    return merchant


def _owner(merchant: Merchant, machine_now: datetime) -> Actor:
    owner = create_user(
        merchant=merchant,
        email=OWNER_EMAIL,
        role=Role.OWNER.value,
        password=secrets.token_urlsafe(24),  # nobody needs it: the demo has a log-in of one click
        actor=Actor.command(merchant.pk),
        machine_now=machine_now,
    )
    change_profile(user=owner, name=OWNER_NAME, language="de", shortcuts_on=True)
    return Actor(
        kind="user", name=OWNER_NAME, merchant_id=merchant.pk, user_id=owner.pk, role=Role.OWNER
    )  # fmt: skip


def _write_year(merchant: Merchant, owner: Actor, *, invoices: int, seed: int, told: Told) -> None:
    first = at_local(merchant, FIRST_DAY, hour=8)
    versions = used(publish_presets(actor=owner, at=first))
    (storefront,) = storefronts(owner)
    assert owner.user_id is not None, "the owner logs in"
    chronicle = Chronicle(
        place=Place(
            merchant_id=merchant.pk,
            storefront_id=storefront.pk,
            account_id=bank_accounts(owner)[0].pk,
            owner_id=owner.user_id,
            owner_name=OWNER_NAME,
            versions=versions,
        ),
        invoices=invoices,
        seed=seed,
        first_day=FIRST_DAY,
        today=TODAY,
        banking=target_calendar(),
        holidays=german_calendar(None),
    )
    days = (TODAY - FIRST_DAY).days + 1
    with _hurry():
        for place, _day in enumerate(chronicle.days(), start=1):
            with transaction.atomic():
                chronicle.tables.write()
            told(place, days)
        with transaction.atomic():
            chronicle.tables.write()
            chronicle.tables.end()


@contextmanager
def _hurry() -> Iterator[None]:
    """Let SQLite write without waiting for the disk, looking up foreign keys or sorting rows into indexes one by one.

    Whoever is interrupted here builds the city anew; doctor looks at all of it afterwards.
    """
    if connection.vendor != "sqlite":
        yield
        return
    gc.disable()  # millions of tuples that live for a day, and no cycles among them
    with connection.cursor() as cursor:
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    gc.enable()
    with connection.cursor() as cursor:
        for _, statement in indexes:
            cursor.execute(statement)
    connection.close()  # the next one has the house's own, careful settings again


def _cover(owner: Actor, *, at: datetime, machine_now: datetime) -> None:
    """Take in a statement without lines, which says that the account is known up to yesterday."""
    closes = target_calendar().previous_banking_day(TODAY)
    data = bank_statement((), last_day=closes, opening_cents=0, iban=IBAN)
    import_statements(
        actor=owner,
        read=read_bank_file(data, file="grossstadt.xml"),
        data=data,
        file_name="grossstadt.xml",
        bank_account=None,
        at=at,
        machine_now=machine_now,
    )
