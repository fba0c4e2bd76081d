"""The demo's files, as a shop system and a bank would write them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

from kulanz.interfaces.commands.demo.neighbours import Person, Sale
from kulanz.interfaces.commands.demo.shop import HEADER, IBAN, Line


def invoice_list(sales: Iterable[Sale], people: Mapping[str, Person]) -> bytes:
    """Return the invoices as the CSV a German shop system writes."""
    lines = [HEADER, *(";".join(_cells(sale, people[sale.customer])) for sale in sales)]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def _cells(sale: Sale, person: Person) -> list[str]:
    net = (Decimal(sale.cents).scaleb(-2) / Decimal("1.19")).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return [
        sale.number, _german(sale.issued), _german(sale.due), _comma(Decimal(sale.cents).scaleb(-2)), _comma(net), "19",
        "EUR", person.number, person.name, person.kind, person.email, person.phone, person.street, person.postcode,
        person.city, person.country, person.state, sale.method, sale.order, _german(sale.issued - timedelta(days=1)),
        _german(sale.delivered), sale.step, _german(sale.step_on), person.language, sale.channel, sale.status,
    ]  # fmt: skip


def _comma(amount: Decimal) -> str:
    return str(amount).replace(".", ",")


def bank_statement(lines: tuple[Line, ...], *, last_day: date, opening_cents: int, iban: str = IBAN) -> bytes:
    """Return the lines as one camt.053 statement that closes on `last_day`."""
    closing = opening_cents + sum(line[1] for line in lines)
    first_day = lines[0][0] if lines else last_day
    entries = "".join(_entry(line, number) for number, line in enumerate(lines, start=1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>LINDE-{last_day:%Y%m%d}</MsgId><CreDtTm>{last_day}T20:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>LINDE-{last_day:%Y%m%d}</Id><CreDtTm>{last_day}T20:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', opening_cents, first_day)}{_balance('CLBD', closing, last_day)}{entries}"
        "</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def _entry(line: Line, number: int) -> str:
    booked, cents, text, name, iban = line
    party, account = ("Dbtr", "DbtrAcct") if cents > 0 else ("Cdtr", "CdtrAcct")
    payer_account = f"<{account}><Id><IBAN>{iban}</IBAN></Id></{account}>" if iban else ""
    return (
        f"<Ntry><Amt Ccy='EUR'>{_amount(cents)}</Amt><CdtDbtInd>{_sign(cents)}</CdtDbtInd>"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{booked}</Dt></BookgDt><ValDt><Dt>{booked}</Dt></ValDt>"
        f"<AcctSvcrRef>LL{booked:%Y%m%d}{number:04d}</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><{party}><Pty><Nm>{escape(name)}</Nm></Pty>"
        f"</{party}>{payer_account}</RltdPties><RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf>"
        "</TxDtls></NtryDtls></Ntry>"
    )


def _balance(code: str, cents: int, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{_amount(cents)}</Amt>"
        f"<CdtDbtInd>{_sign(cents)}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _amount(cents: int) -> str:
    return str(Decimal(abs(cents)).scaleb(-2))


def _sign(cents: int) -> str:
    return "CRDT" if cents >= 0 else "DBIT"


def _german(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""
