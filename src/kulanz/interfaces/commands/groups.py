"""Which commands there are, in the order `kulanz --help` shows them."""

from kulanz.interfaces.commands import (
    backup,
    case,
    check,
    clock,
    doctor,
    invoices,
    law,
    letters,
    matches,
    merchant,
    run,
    serve,
    statements,
    user,
    worker,
)
from kulanz.interfaces.commands.demo import command as demo

GROUPS = (
    demo.add_to,
    serve.add_to,
    merchant.add_to,
    user.add_to,
    invoices.add_to,
    statements.add_to,
    matches.add_to,
    check.add_to,
    law.add_parser,
    run.add_to,
    letters.add_to,
    case.add_to,
    clock.add_to,
    worker.add_to,
    doctor.add_to,
    backup.add_to,
)
