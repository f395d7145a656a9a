"""Numbers that name establishments and authorities: read from a cell, repaired where that is safe, checked."""
