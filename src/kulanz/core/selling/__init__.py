"""How shops sell: what a payment method or channel usually means for the question whose claim an order is."""

from kulanz.core.selling.payment_methods import Suggestion, suggested
from kulanz.core.selling.words import other_method, plain_words

__all__ = ["Suggestion", "other_method", "plain_words", "suggested"]
