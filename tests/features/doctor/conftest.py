"""A healthy shop with a history: the demo's, told once for the module. Each test works on its own savepoint."""

import pytest
from django.db import connection, transaction

from kulanz.interfaces.commands.demo.shop import NOW
from kulanz.interfaces.commands.demo.story import tell


@pytest.fixture(scope="module")
def lindenladen(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        merchant = tell(machine_now=NOW)
        # PostgreSQL changes no trigger of a table while checks wait for the end of the transaction.
        connection.check_constraints()
        yield merchant
        transaction.set_rollback(True)
