"""Dated figures of the law, one TOML file per parameter."""
