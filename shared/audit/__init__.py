"""The audit: who read or changed what about whom, in chains of entries that are only ever added to.

`entries` says what an entry is and how it is covered, `trail` adds, `anchors` ties the chains together. What people
change is noted by the tables themselves (triggers `audited`).
"""
