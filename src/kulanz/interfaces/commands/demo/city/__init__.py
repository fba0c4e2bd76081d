"""The demo merchant "Großstadt": a year of a big shop, written in minutes, to see how Kulanz behaves when it is full.

A story of 1,200,000 invoices cannot be lived through action by action. Its rows are written directly, as the actions
would have written them; `kulanz doctor` finds nothing to complain of, and a test holds it to that.
"""
