"""A made-up merchant's open invoices, and the bank lines of a fortnight, with the truth about every line.

Written by somebody who has not read the matcher, to be its examiner: whoever measures writes an adapter from `World`
to the matcher and from its answers to `Outcome`, and changes nothing in here except through its author. Nothing here
imports Kulanz, and nothing of a public register or a real account stands in it. The adapter may use everything in the
world but `truths`; it judges every line against the invoices as they stand, not after the bookings of other lines. The
verdict seeds are for the verdict: whoever looks for a cause, or turns a screw, does so on the development seeds.

    world = make_world(seed=VERDICT_SEEDS[0])
    outcomes = {line.id: ... for line in world.lines}      # the adapter
    print(table(score(world.truths, outcomes)))

What is assumed of the shop (general knowledge of German online shops that sell on invoice; no statistics exist):

* 20,000 customers, four of five private. Of the customers who came back, the books know the account of 60 %. One
  private customer in sixteen shares an account with another; some companies' invoices are paid by one payer.
* 50,000 open and 20,000 cleared invoices in two number ranges; the habit of numbering follows from the seed, and the
  three verdict seeds have three different ones. Numbers lie close together, so that most slips hit another invoice.
  A few prices make most invoices: the commonest amount is owed by more than a thousand people.
* Of 10,000 lines about 9,150 pay open invoices. Some 6,400 of these show every digit of every number, and
  the right sum (5,250 just as printed); the others name it badly, name something else, say nothing, or pay another
  amount.
  The share of each kind stands beside it.
* A careful human books about 8,620 of the 9,150 without asking: 94 %. That is the ceiling; whoever books more guesses.
  Reading whole numbers and comparing the amount comes to about 65 % of these, and books some thirty lines wrongly.

What a careful human may decide (`Truth.decidable`), from books and line alone:

* a legible number with the amount that is open, whoever pays: yes; but not, if the account is that of another customer
  who owes the same, or the name is and the numbers are nearly the same;
* a legible number with another amount: yes, if account or name is the customer's, and the customer owes just this
  amount on nothing else;
* a number with a slip, shortened or cut off, or no number: yes, if account (before name) and amount leave exactly one
  open invoice; a surname without a first name is enough only where at most two customers bear it;
* a sum without a list: yes, if exactly one set of the payer's open invoices comes to it;
* everything else: no. Such lines are never counted as missing, and count as wrong when booked wrongly.

Left out is what nobody could notice: a line on which number, amount and payer all point at the wrong invoice, and a
stranger who by slip names another invoice of exactly the same amount.
"""

from .judging import Outcome, Score, Verdict, judge, score, table
from .making import make_world
from .world import Allocation, Customer, Invoice, Line, Truth, World

VERDICT_SEEDS = (2026, 366, 1043)  # number ranges AR-0012345, R1043/26, RE-2026-1043, each with a second one
DEVELOPMENT_SEEDS = (1, 2, 3, 4, 5, 6, 7)  # every habit of numbering once

__all__ = [
    "DEVELOPMENT_SEEDS",
    "VERDICT_SEEDS",
    "Allocation",
    "Customer",
    "Invoice",
    "Line",
    "Outcome",
    "Score",
    "Truth",
    "Verdict",
    "World",
    "judge",
    "make_world",
    "score",
    "table",
]
