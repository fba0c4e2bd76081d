"""Who may open an account: only people who were invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes the public sign-up; an invitation is the way in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
