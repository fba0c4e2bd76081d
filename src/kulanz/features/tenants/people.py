"""What people change about themselves."""

from kulanz.features.tenants.models import User


def change_profile(*, user: User, name: str, language: str, shortcuts_on: bool) -> None:
    """Change one's own name, language and whether single keys act."""
    user.name = name
    user.language = language
    user.shortcuts_on = shortcuts_on
    user.save(update_fields=["name", "language", "shortcuts_on"])
