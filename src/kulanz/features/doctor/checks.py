"""Every check, in the order doctor runs them."""

from collections.abc import Callable, Iterator
from datetime import datetime

from kulanz.features.doctor import books, database, evidence, looks
from kulanz.features.doctor.finding import Finding
from kulanz.features.tenants.clock import business_day
from kulanz.features.tenants.models import Merchant

# Of the database itself, once it is up to date.
OF_THE_DATABASE: tuple[Callable[[], list[Finding]], ...] = (
    database.check_triggers,
    database.check_sqlite,
)
OF_A_MERCHANT: tuple[Callable[..., list[Finding]], ...] = (
    books.check_entries_balance,
    books.check_open_items,
    books.check_reversals_mirror,
    books.check_matches,
    books.check_bank_lines,
    books.check_money_waiting,
    books.check_cases_follow_money,
    evidence.check_seals,
    evidence.check_event_texts,
    evidence.check_documents,
    evidence.check_messages,
    evidence.check_copies,
    evidence.check_steps,
)


def examine(*, machine_now: datetime) -> Iterator[tuple[str, list[Finding]]]:
    """Run every check; yield its name and what it found. `machine_now` decides which day it is at each merchant.

    Where migrations are missing nothing else is read: the tables are not those that the checks know.
    """
    not_migrated = database.check_migrations()
    yield _title(database.check_migrations), not_migrated
    if not_migrated:
        return
    for check in OF_THE_DATABASE:
        yield _title(check), check()
    for merchant in Merchant.objects.order_by("id"):
        for of_merchant in OF_A_MERCHANT:
            yield f"{merchant.name}: {_title(of_merchant)}", of_merchant(merchant_id=merchant.pk)
        day = business_day(merchant, machine_now=machine_now)
        yield (
            f"{merchant.name}: {_title(looks.check_look_again)}",
            looks.check_look_again(merchant_id=merchant.pk, day=day),
        )


def _title(check: Callable[..., list[Finding]]) -> str:
    return check.__name__.removeprefix("check_").replace("_", " ")
