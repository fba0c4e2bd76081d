"""Money: whole minor units with their currency, and the one way this house rounds."""

from dataclasses import dataclass
from fractions import Fraction


class CurrenciesDiffer(ValueError):
    """Two amounts of different currencies cannot be added or compared; somebody must convert one first."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of one ISO 4217 currency. Negative amounts are allowed."""

    cents: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError(f"cents must be a whole number, not {self.cents!r}")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValueError(f"{self.currency!r} is no ISO 4217 currency; write it like EUR")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + self._cents_of(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - self._cents_of(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.cents, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.cents < self._cents_of(other)

    def __le__(self, other: "Money") -> bool:
        return self.cents <= self._cents_of(other)

    def __gt__(self, other: "Money") -> bool:
        return self.cents > self._cents_of(other)

    def __ge__(self, other: "Money") -> bool:
        return self.cents >= self._cents_of(other)

    def _cents_of(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrenciesDiffer(
                f"{self.cents} {self.currency} and {other.cents} {other.currency} are different currencies; "
                "convert one of them first"
            )
        return other.cents


def half_up(amount: Fraction) -> int:
    """Round to a whole number, halves away from zero (kaufmännisch): 2.5 → 3, −2.5 → −3."""
    doubled = 2 * abs(amount) + 1
    rounded = doubled.numerator // (2 * doubled.denominator)
    return rounded if amount >= 0 else -rounded


def split(cents: int, parts: int) -> tuple[int, ...]:
    """Split into `parts` amounts that add up exactly; what does not divide goes to the first parts, a cent each."""
    if parts < 1:
        raise ValueError(f"an amount cannot be split into {parts} parts")
    share, left_over = divmod(abs(cents), parts)
    shares = tuple(share + 1 if place < left_over else share for place in range(parts))
    return shares if cents >= 0 else tuple(-one for one in shares)
