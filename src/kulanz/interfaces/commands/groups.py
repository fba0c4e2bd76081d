"""Which commands there are, in the order `kulanz --help` shows them."""

from kulanz.interfaces.commands import law, merchant, user, worker

GROUPS = (
    merchant.add_to,
    user.add_to,
    law.add_parser,
    worker.add_to,
)
