"""From an open sheet to the rows that are sent: which sheets, which lines, in which parts."""
