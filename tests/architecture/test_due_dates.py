"""A due date is read through the calendar, which the authority changes, and from no collection's own table."""

import ast

from tests.architecture.product_source import named, sources, tree

MAY = {
    "services/reporting/domain/calendar/calendar.py": "makes the calendar of the tables and what was changed",
    "services/reporting/domain/calendar/points.py": "readings are made of the tables",
    "services/reporting/domain/returns/owed.py": "for which periods there are dates, and not which",
}
"""Modules of the services that read the table of a collection's due dates, and why they may."""


def test_no_service_reads_a_due_date_past_the_calendar() -> None:
    reading = {
        named(path)
        for path in sources("services", "cli")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "deadlines"
    }
    assert reading == set(MAY)
