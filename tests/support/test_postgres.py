"""Our own PostgreSQL is a real one, and each installation in it stands apart."""

import psycopg
import pytest

from tests.support.installation import drop_database, fresh_database


def test_the_server_answers_and_is_new_enough(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        [version] = connection.execute("SHOW server_version_num").fetchone() or [None]
    assert int(str(version)) >= 140000


def test_a_fresh_database_is_empty_and_gone_after_its_test(postgres_url: str) -> None:
    url = fresh_database(postgres_url)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE only_here (id int)")
    drop_database(url, server_url=postgres_url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)
