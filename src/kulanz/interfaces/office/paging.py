"""Pages of lists that may be very long: counting stops where nobody would turn the page any more."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator

from kulanz.features.rows import MOST_COUNTED


class _LongList(Paginator):
    """Django's paginator, but for the counting."""

    @cached_property
    def count(self) -> int:
        """Return the number of rows, or the number at which counting stopped."""
        rows = self.object_list
        if hasattr(rows, "order_by"):
            return int(rows.order_by().values("pk")[:MOST_COUNTED].count())
        return len(rows)

    @property
    def is_more(self) -> bool:
        """Return whether there are more rows than the pages show; then a filter helps."""
        return self.count >= MOST_COUNTED


def page_of(rows: Any, number: str | None, *, per_page: int) -> Page:
    """Return the page with this number, the nearest one where there is none; `rows` is a query or a list."""
    return _LongList(rows, per_page).get_page(number)
