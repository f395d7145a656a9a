"""The pages of the manual, each made from the tables that the product itself runs on."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from services.ingest.domain.sheet.headers import ALIASES
from services.validation.domain.collections import COLLECTION_RULES
from shared.vocabulary.activities import ACTIVITIES, Activity
from shared.vocabulary.code_lists import CODE_LISTS
from shared.vocabulary.collections import COLLECTIONS, Collection, ColumnUse, Deadline
from shared.vocabulary.collections.collection import Newer
from shared.vocabulary.columns import COLUMNS, get_column
from shared.vocabulary.issues import ENTRIES, IssueEntry, Stage, issue_named
from tools.manual.asyncapi.document import asyncapi_yaml
from tools.manual.asyncapi.html import asyncapi_html
from tools.manual.events import events_page
from tools.manual.guarantee import guarantee_page
from tools.manual.kafka.rights_page import kafka_rights_page
from tools.manual.letter_calendar import letter_calendar_page
from tools.manual.markdown import page, table
from tools.manual.matching import matching_page
from tools.manual.metrics import metrics_page
from tools.manual.people.access import access_page
from tools.manual.people.between_returns import between_returns_page
from tools.manual.people.neet_report import neet_report_page
from tools.manual.people.two_people import two_people_page
from tools.manual.settings import settings_page
from tools.manual.status import status_page
from tools.manual.status_examples import status_examples_page
from tools.supply.licences_page import licences_page
from tools.supply.sbom import sbom

_STAGES: Final[Mapping[Stage, str]] = MappingProxyType(
    {"file": "Files", "row": "Rows and cells", "return": "Whole returns", "person": "People"}
)
_NEEDS: Final = MappingProxyType({"M": "mandatory", "O": "", "m": "one of the group", "c": "conditional"})


def issues_page() -> str:
    """Return the catalogue of complaints."""
    lines = [
        "# What Onward may say about a return",
        "",
        "fatal: the file cannot be used. set_aside: the file fits no return; one that is corrected does."
        " hold: the authority decides. error: the row is not used."
        " field_error: the row is used without that value. warning, repaired, note: used as it stands."
        " Codes are permanent: a retired one is never used for something else."
        " One not yet in use is settled, but nothing says it so far.",
    ]
    for stage, title in _STAGES.items():
        rows = (
            (entry.code, entry.severity, entry.column or "", entry.sentence, entry.remedy + _in_use(entry))
            for entry in ENTRIES
            if entry.stage == stage
        )
        lines += ["", f"## {title}", "", *table(("Code", "Severity", "Column", "What is wrong", "What to do"), rows)]
    return page(lines)


def columns_page() -> str:
    """Return the dictionary of columns, with the headings that are understood."""
    rows = (
        (
            column.id,
            column.header,
            column.kind,
            str(column.length_max),
            column.allowed,
            column.example,
            ALIASES.get(column.id, ""),
        )
        for column in COLUMNS
    )
    head = ("Id", "Heading", "Type", "Longest", "Allowed", "Example", "Also understood")
    lists = [
        line
        for name, entries in CODE_LISTS.items()
        for line in ["", f"### {name}", "", *table(("Code", "Label"), entries.labels.items())]
    ]
    return page(["# Columns", "", *table(head, rows), "", "## Code lists", *lists])


def collections_page() -> str:
    """Return the collections: columns in order, rules, due dates."""
    lines = ["# Collections"]
    for collection in COLLECTIONS.values():
        lines += ["", f"## {collection.title} (`{collection.code}`)", "", *_about(collection)]
    return page(lines)


def activities_page() -> str:
    """Return the national activity codes."""
    head = ("Code", "Label", "Group", "Participates as", "Dates required", "Published as", "In use", "Source")
    return page(["# Activity codes", "", *table(head, (_activity_row(activity) for activity in ACTIVITIES))])


PAGES: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {
        "issues.md": issues_page,
        "columns.md": columns_page,
        "collections.md": collections_page,
        "calendar.md": letter_calendar_page,
        "activities.md": activities_page,
        "status.md": status_page,
        "status-examples.md": status_examples_page,
        "between-returns.md": between_returns_page,
        "guarantee.md": guarantee_page,
        "matching.md": matching_page,
        "events.md": events_page,
        "asyncapi.yaml": asyncapi_yaml,
        "asyncapi.html": asyncapi_html,
        "kafka-rights.md": kafka_rights_page,
        "neet-report.md": neet_report_page,
        "metrics.md": metrics_page,
        "settings.md": settings_page,
        "who-may-see-what.md": access_page,
        "two-people.md": two_people_page,
        "licences.md": licences_page,
        "sbom.cdx.json": sbom,
    }
)


_NEWER: Final[Mapping[Newer, str]] = {
    "replaces": "replaces the earlier one",
    "adds": "adds to the earlier one",
    "replaces, asking": "is the whole list again; who is no longer on it keeps what counted, and is asked about",
}


def _about(collection: Collection) -> list[str]:
    due = "; ".join(map(_deadline, collection.deadlines)) or "no date is set"
    rules = ", ".join(
        f"{issue_named(rule.issue_name).code} {rule.name}" for rule in COLLECTION_RULES[collection.code].rules
    )
    uses = (
        (use.id, get_column(use.id).header, ", ".join(filter(None, _need(collection, use))))
        for use in collection.columns
    )
    return [
        f"Sent by: {collection.sender}. Period: {collection.period_rule}. A newer file {_NEWER[collection.newer]}. Of"
        f" several lines about one learner {collection.counting_line.words} ({collection.counting_line.source}).",
        "",
        f"Looked after by: {collection.owner}. Comes by: {collection.channel}.",
        "",
        f"Due: {due}.{' A nil return may be stated.' if collection.takes_nil else ''}",
        *_last_years(collection),
        *_kinds_of_rows(collection),
        "",
        *table(("Column", "Heading", "Need"), uses),
        "",
        *_templates(collection),
        "",
        f"Also read where present: {', '.join(collection.also_read)}.",
        "",
        f"Rules of rows: {rules}.",
    ]


def _need(collection: Collection, use: ColumnUse) -> tuple[str, str]:
    return " ".join(filter(None, (_NEEDS[use.need], use.group))), collection.when_needed.get(use.id, "")


def _templates(collection: Collection) -> Iterator[str]:
    """Yield what the manual says of the versions of a template, the newest first."""
    for version in reversed(collection.template_versions):
        yield f"Template {version.id}, published on {version.published_on}: {version.note}"


def _deadline(deadline: Deadline) -> str:
    issued = f", sent out on {deadline.issued_on}" if deadline.issued_on else ""
    reminded = f", reminder on {deadline.remind_on}" if deadline.remind_on else ""
    late = f", late after {deadline.last_day}" if deadline.last_day != deadline.due_on else ""
    route = f" by {deadline.route}" if deadline.route else ""
    return f"{deadline.period}: {deadline.due_on}{route}{late}{issued}{reminded} ({deadline.source})"


def _last_years(collection: Collection) -> list[str]:
    """Return what the manual says of how last year's file is told."""
    if collection.period_rule not in {"academic_year", "month"}:
        return []
    dates = ", ".join(get_column(column).header for column in collection.ageing_columns)
    group = f"{get_column(collection.taught_in).header} beside Date of Birth" if collection.taught_in else ""
    return ["", f"Last year's file is told by: {', else by '.join(filter(None, (group, dates)))}."]


def _kinds_of_rows(collection: Collection) -> list[str]:
    """Return what the manual says of rows of several kinds."""
    kinds = collection.row_kinds
    if kinds is None:
        return []
    rules = COLLECTION_RULES[collection.code].row_kinds
    judged = ", ".join(f"{kind} by those of `{of.collection.code}`" for kind, of in rules.items())
    sheets = " and ".join(f"{COLLECTIONS[code].title} ({kind})" for code, kind in kinds.sheets.items())
    return [
        "",
        f"Rows of several kinds: {kinds.column} ({get_column(kinds.column).header}) says which. Rules: {judged}."
        f" A sheet under the headings of {sheets} needs no such column; what comes in files of those counts beside it.",
    ]


def _activity_row(activity: Activity) -> tuple[str, ...]:
    ends = activity.effective_to
    return (
        activity.code,
        activity.label,
        activity.group,
        activity.participation or "",
        ", ".join(sorted(activity.required_dates)),
        "group only" if activity.sensitive else "code",
        f"to {ends}" if ends else "yes",
        f"{activity.source} ({activity.certainty})",
    )


def _in_use(entry: IssueEntry) -> str:
    if entry.retired:
        return " (retired)"
    return "" if entry.in_use else " (not yet in use)"
