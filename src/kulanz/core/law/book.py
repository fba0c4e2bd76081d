"""The law book: every dated figure of the law, for the day that the case gives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType

from kulanz.core.law.parameter import Known, LawFileRefused, Parameter, extended, read_parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class RateStretch:
    """Days (both inclusive) on which one rate in percent holds."""

    first_day: date
    last_day: date
    percent: Decimal
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class LawBook:
    """The parameters of law by their id."""

    parameters: Mapping[str, Parameter]

    @classmethod
    def load(cls, extra: Iterable[bytes] = ()) -> "LawBook":
        """Return the book of this version, with the caller's own dated values laid on top.

        Each of `extra` is a TOML text with `id`, `known_until` and `[[values]]`; they apply in the order given.
        Raise LawFileRefused on a key that is unknown or a value that would rewrite a verified one.
        """
        known = dict(_built_in())
        for place, data in enumerate(extra, start=1):
            parameter = extended(known, data, name=f"law file {place}")
            known[parameter.id] = parameter
        return cls(MappingProxyType(known))

    def value(self, parameter_id: str, day: date, *, forecast: bool = False) -> Known:
        """Return a figure for the day its anchor means; raise LawUnknown past the last verified day."""
        return self.parameters[parameter_id].on(day, forecast=forecast)

    def base_rate(self, day: date, *, forecast: bool = False) -> Known:
        """Return the base rate (Basiszinssatz, § 247 BGB) on `day`, in percent; it may be negative."""
        return self.value("base_rate", day, forecast=forecast)

    def base_rates(
        self, *, first_day: date, last_day: date, forecast: bool = False
    ) -> tuple[RateStretch, ...]:
        """Return the base rates from `first_day` to `last_day`, both inclusive, one stretch per different rate."""
        parameter = self.parameters["base_rate"]
        cuts = [one.valid_from for one in parameter.values if first_day < one.valid_from <= last_day]
        if first_day <= parameter.known_until < last_day:
            cuts.append(parameter.known_until + timedelta(days=1))
        starts = [first_day, *sorted(set(cuts))]
        stretches: list[RateStretch] = []
        for start, following in zip(starts, [*starts[1:], last_day + timedelta(days=1)], strict=True):
            known = parameter.on(start, forecast=forecast)
            stretches.append(
                RateStretch(
                    first_day=start,
                    last_day=following - timedelta(days=1),
                    percent=known.value,
                    is_provisional=known.is_provisional,
                )
            )
        return _joined(stretches)


def _joined(stretches: list[RateStretch]) -> tuple[RateStretch, ...]:
    """Join neighbours of equal rate: a half-year that changed nothing is no legal cause for a new line."""
    joined: list[RateStretch] = []
    for one in stretches:
        before = joined[-1] if joined else None
        if before and (before.percent, before.is_provisional) == (one.percent, one.is_provisional):
            joined[-1] = RateStretch(
                first_day=before.first_day,
                last_day=one.last_day,
                percent=one.percent,
                is_provisional=one.is_provisional,
            )
        else:
            joined.append(one)
    return tuple(joined)


@cache
def _built_in() -> Mapping[str, Parameter]:
    known: dict[str, Parameter] = {}
    for file in sorted(resources.files("kulanz.core.law.parameters").iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".toml"):
            continue
        parameter = read_parameter(file.read_bytes(), name=file.name)
        if f"{parameter.id}.toml" != file.name:
            raise LawFileRefused(
                f"{file.name}: its id is {parameter.id!r}; a file is named after its parameter."
            )
        known[parameter.id] = parameter
    return MappingProxyType(known)
