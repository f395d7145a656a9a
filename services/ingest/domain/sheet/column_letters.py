"""The letters over a spreadsheet's columns."""


def column_letter(index: int) -> str:
    """Return the letter for a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
