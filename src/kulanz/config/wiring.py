"""The one place that knows the adapters and says which handler carries out which effect."""


def bind() -> None:
    """Bind the handlers of the outbox."""
