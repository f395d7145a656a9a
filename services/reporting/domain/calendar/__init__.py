"""The calendar at run time: the dates of the code and what the authority changed, one value that everybody reads."""
