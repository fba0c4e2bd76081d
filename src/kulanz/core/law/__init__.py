"""The rules of law: pure functions of facts, a day and the dated parameters beside them."""
