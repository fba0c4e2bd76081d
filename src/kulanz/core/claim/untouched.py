"""What is owed where nothing happened to the claim since it arose: no statement has to be made to know it."""

from kulanz.core.claim.facts import Policy


def owed_untouched(*, principal_cents: int, policy: Policy) -> int | None:
    """Return the total of `state` for a claim without payment, credit note, waiver or cost; None where it must be stated.

    Without any of them a policy that demands neither interest nor lump sum leaves the principal alone, whatever was
    demanded before. A property test holds this against `state`.
    """
    if policy.demands_interest or policy.demands_lump_sum or policy.shows_waived_lump_sum:
        return None
    return principal_cents
