"""Real parts around the tests: PostgreSQL, an SMTP server, a browser, an installation of its own."""
