"""A county's whole year: what young people really do from September to August, what each sender sends, the answers.

`lives` is the truth, `senders` writes what of it is sent on each due date, `ledger` keeps what a perfect reader knows
from what was sent, `play` sends it all with the business date set, and `outcome` lays one beside the other.
"""
