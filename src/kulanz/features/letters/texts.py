"""The texts of letters: layouts with a closed set of placeholders, words, and the frames around them."""

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from kulanz.features.letters import wording
from kulanz.features.outbox.handlers import CannotRender

LAYOUTS = ("service_note", "reminder", "notice", "callback_offer", "final_notice", "thank_you")
FURTHEST_LAST = LAYOUTS[:-1]
SECTIONS = ("subject", "opening", "request", "after")
TEXTS = files("kulanz.features.letters") / "texts"
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


class LayoutUnknown(LookupError):
    """There is no text with this name."""


class PlaceholderMissing(CannotRender):
    """A text asks for something that is not there. The message stops rather than going out with a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholders:
    """Everything that a layout may mention, and nothing else. Text is ready to print in the language."""

    shop: str
    contact_name: str
    is_business: bool
    is_single: bool  # the message asks about exactly one invoice
    invoice_names: str  # "Rechnung RE-1" · "Rechnungen RE-1 und RE-2" · "4 Rechnungen"
    your_invoices: str  # the same, as in "zu Ihrer Rechnung RE-1"
    your_invoices_start: str  # the same, at the beginning of a sentence
    sum: str  # of the invoices asked about, per currency
    due: date | None  # where it is the same day for all
    deadline: date | None  # last day to pay, inclusive, where it is the same for all
    reminded_on: date | None  # when the message before this one went out


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """A layout filled in: the subject on one line, the rest as paragraphs that may hold **bold**."""

    subject: str
    opening: tuple[str, ...]
    request: tuple[str, ...]
    after: tuple[str, ...]


def ensure_layout(layout: str) -> None:
    """Raise LayoutUnknown where there is no text of this name."""
    if layout not in LAYOUTS:
        raise LayoutUnknown(f"Es gibt keinen Text „{layout}“. Vorhanden sind: {', '.join(LAYOUTS)}.")


def fill_in(layout: str, placeholders: Placeholders, *, language: str) -> Sections:
    """Return the layout in the language, filled in; raise PlaceholderMissing for the first gap."""
    context = {field.name: getattr(placeholders, field.name) for field in fields(placeholders)}
    source = layout_source(layout, language=language, is_business=placeholders.is_business)
    filled = {name: _render(source[name], context, layout=layout, language=language) for name in SECTIONS}
    return Sections(
        subject=wording.on_one_line(filled["subject"]),
        opening=_paragraphs(filled["opening"]),
        request=_paragraphs(filled["request"]),
        after=_paragraphs(filled["after"]),
    )


def frame(name: str, context: dict[str, Any]) -> str:
    """Return a frame (`frame.html`, `frame.txt`) around the filled-in sections."""
    return _frame(name).render(context)


@cache
def words(language: str) -> dict[str, Any]:
    """Return the fixed words of the language."""
    wording.locale_of(language)
    return tomllib.loads(_read(f"{language}/words.toml"))


@cache
def layout_source(layout: str, *, language: str, is_business: bool) -> dict[str, str]:
    """Return the unfilled sections of a layout; businesses have their own where the tone differs."""
    ensure_layout(layout)
    wording.locale_of(language)
    own = TEXTS / language / f"{layout}.business.txt"
    name = f"{layout}.business.txt" if is_business and own.is_file() else f"{layout}.txt"
    parts = re.split(r"^== (\w+)$", _read(f"{language}/{name}"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def as_html(paragraph: str) -> Markup:
    """Return a paragraph as HTML: everything escaped, **bold** as strong."""
    return Markup(BOLD.sub(r"<strong>\1</strong>", str(escape(paragraph))))


def as_plain(paragraph: str) -> str:
    """Return a paragraph as plain text: without the marks of bold."""
    return BOLD.sub(r"\1", paragraph)


def _render(source: str, context: dict[str, Any], *, layout: str, language: str) -> str:
    try:
        return _template(source, language).render(context)
    except TemplateError as cause:
        raise PlaceholderMissing(
            f"Der Text „{layout}“ ({language}) lässt sich nicht füllen: {cause}. Die Nachricht wurde angehalten."
        ) from cause


@lru_cache(maxsize=256)  # a merchant's own text is one more template; reading one costs as much as a letter
def _template(source: str, language: str) -> Template:
    return _text_environment(language).from_string(source)


@cache
def _frame(name: str) -> Template:
    return _frame_environment(name.endswith(".html")).from_string(_read(name))


@cache
def _text_environment(language: str) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, finalize=_present
    )
    environment.filters["day"] = lambda value: wording.day(value, language)
    environment.filters["short_day"] = lambda value: wording.short_day(value, language)
    environment.filters["weekday_day"] = lambda value: wording.weekday_day(value, language)
    return environment


@cache
def _frame_environment(is_html: bool) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=is_html)


def _present(value: Any) -> Any:
    if value is None or value == "":
        raise PlaceholderMissing(
            "Ein Platzhalter des Textes hat keinen Wert. Die Nachricht wurde angehalten; bitte die Angaben prüfen."
        )
    return value


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())


def _read(name: str) -> str:
    return TEXTS.joinpath(name).read_text(encoding="utf-8")
