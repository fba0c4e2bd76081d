"""From the topic of a worked case to the rule. A topic sees the inputs, and nothing else of the case."""

from collections.abc import Callable
from typing import Any

from kulanz.core.law.book import LawBook
from kulanz.interfaces.commands.law.inputs import Inputs
from kulanz.interfaces.commands.law.topic_allocation import allocation
from kulanz.interfaces.commands.law.topic_days import deadline, default_start
from kulanz.interfaces.commands.law.topic_interest import interest_de
from kulanz.interfaces.commands.law.topic_payment_codes import epc_qr, rf_reference
from kulanz.interfaces.commands.law.topic_rates import interest_rate, lump_sum_offset

TOPICS: dict[str, Callable[[Inputs, LawBook], dict[str, Any]]] = {
    "interest_rate": interest_rate,
    "interest_de": interest_de,
    "default_start": default_start,
    "deadline": deadline,
    "allocation": allocation,
    "lump_sum_offset": lump_sum_offset,
    "epc_qr": epc_qr,
    "rf_reference": rf_reference,
}
