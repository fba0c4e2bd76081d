"""An invoice on account, from its listing to its last payment, and the statements that messages made of it."""

from dataclasses import dataclass, field
from datetime import date

from kulanz.core.claim import ClaimFacts, Demand, Payment, Policy, Statement, state
from kulanz.core.days import Calendar
from kulanz.core.law.appropriation import Appropriation
from kulanz.core.law.book import LawBook
from kulanz.core.law.default_of_debtor import DefaultFacts, DefaultOfDebtor, Notice, start_of_default
from kulanz.core.law.obligation import Obligation

PRINCIPAL_ONLY = Policy()
BUSINESS_NOTICE = Policy(demands_interest=True, shows_waived_lump_sum=True)


@dataclass(slots=True)
class Owed:
    """Case and open item have the key of the invoice. `settled` is the day its last payment is in the books."""

    pk: int
    buyer: int
    is_business: bool
    number: str
    issued: date
    due: date
    total_cents: int
    open_cents: int
    delivered: date
    settled: date | None
    steps_done: int = 0
    payments: list[Payment] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def pay(self, *, entry: str, day: date, cents: int) -> None:
        """Take a payment on the principal: nobody here pays after interest was demanded."""
        booked = Appropriation(costs_cents=0, interest_cents=0, principal_cents=cents, surplus_cents=0)
        self.payments.append(Payment(id=entry, day=day, cents=cents, booked=booked))
        self.open_cents -= cents

    def state(self, *, step: str, day: date, holidays: Calendar, law: LawBook) -> Statement:
        """Return what a message of this step states on its day."""
        obligation = Obligation(arose_on=self.issued, debtor="business" if self.is_business else "consumer")
        is_notice = self.is_business and step == "notice"
        default = (
            self._default(obligation, holidays=holidays, law=law)
            if self.is_business and self.notices
            else None
        )
        facts = ClaimFacts(
            invoice_number=self.number,
            currency="EUR",
            principal_cents=self.total_cents,
            issue_date=self.issued,
            due_date=self.due,
            obligation=obligation,
            default=default,
            payments=tuple(self.payments),
            demanded=tuple(self.demands),
            policy=BUSINESS_NOTICE if is_notice else PRINCIPAL_ONLY,
        )
        return state(facts, as_of=day, law=law, forecast=True)

    def demand(self, statement: Statement, *, day: date, deadline: date) -> None:
        """Remember what a sent message demanded."""
        interest, costs = statement.open_interest_cents, statement.open_cost_cents
        self.demands.append(Demand(day=day, interest_cents=interest, cost_cents=costs))
        self.notices.append(Notice(received_on=day, deadline=deadline))
        self.steps_done += 1

    def _default(self, obligation: Obligation, *, holidays: Calendar, law: LawBook) -> DefaultOfDebtor | None:
        facts = DefaultFacts(
            obligation=obligation,
            due_date=self.due,
            agreed_due_date=None,
            invoice_received_on=None,
            goods_received_on=self.delivered,
            has_30_day_notice=False,
            notices=tuple(self.notices),
        )
        found = start_of_default(facts, calendar=holidays, law=law, forecast=True)
        return found if isinstance(found, DefaultOfDebtor) else None
