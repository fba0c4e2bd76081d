"""The first hour: whether what is open here is what the merchant's own list says."""

from kulanz.core.opening.first_hour import Comparison, Difference, Here, OwnLine, Reason, Waiting, compare

__all__ = ["Comparison", "Difference", "Here", "OwnLine", "Reason", "Waiting", "compare"]
