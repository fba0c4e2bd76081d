"""Every check, in the order doctor runs them."""

from collections.abc import Callable, Iterator

from kulanz.features.doctor import books, database, evidence, looks
from kulanz.features.doctor.finding import Finding
from kulanz.features.tenants.models import Merchant

OF_THE_DATABASE: tuple[Callable[[], list[Finding]], ...] = (
    database.check_migrations,
    database.check_triggers,
    database.check_sqlite,
)
OF_A_MERCHANT: tuple[Callable[..., list[Finding]], ...] = (
    books.check_entries_balance,
    books.check_open_items,
    books.check_reversals_mirror,
    books.check_matches,
    books.check_bank_lines,
    books.check_cases_follow_money,
    evidence.check_seals,
    evidence.check_event_texts,
    evidence.check_documents,
    evidence.check_messages,
    looks.check_look_again,
)


def examine() -> Iterator[tuple[str, list[Finding]]]:
    """Run every check; yield its name and what it found."""
    for check in OF_THE_DATABASE:
        yield _title(check), check()
    for merchant in Merchant.objects.order_by("id"):
        for check in OF_A_MERCHANT:
            yield f"{merchant.name}: {_title(check)}", check(merchant_id=merchant.pk)


def _title(check: Callable[..., list[Finding]]) -> str:
    return check.__name__.removeprefix("check_").replace("_", " ")
