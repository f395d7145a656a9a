"""The command of the national return: what is wrong, as a table."""

from rich.console import Console

from cli.reporting.national_return import table

FOUND = {
    "snapshot": 7,
    "as_at": "2026-09-30",
    "records": 34119,
    "by_number": [
        {"number": 31, "priority": 1, "people": 12, "sentence": "There is no address.", "put_right_by": "the school"}
    ],
}


def test_errors_stand_by_number_with_who_puts_them_right() -> None:
    console = Console(width=100, record=True)
    console.print(table(FOUND))
    shown = console.export_text()
    assert "as at 2026-09-30, 34119 records, snapshot 7" in shown
    line = next(line for line in shown.splitlines() if "There is no address." in line)
    assert line.split()[:3] == ["31", "1", "12"]
    assert "the school" in line
