"""The manual's page about statuses, written from reporting's tables."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.activities import ACTIVITIES, ActivityRule
from services.reporting.domain.claim_kinds import CLAIM_KINDS
from services.reporting.domain.claims import Role
from services.reporting.domain.currency import CURRENCY, CurrencyRule
from services.reporting.domain.destinations import DESTINATIONS, DestinationRule
from services.reporting.domain.establishment_kinds import TYPES, EstablishmentType
from services.reporting.domain.precedence.half_matrix import HALF_MATRIX, ROLES
from services.reporting.domain.returns.hold import HOLD_POLICIES, HoldPolicy
from services.reporting.domain.scopes import NATIONAL, TRACKED, NationalScope, TrackedScope
from services.reporting.domain.year_groups import LAST_COMPULSORY_YEAR
from shared.vocabulary.acts.two_people import TWO_PEOPLE
from shared.vocabulary.code_lists.of_leaving import DESTINATION
from shared.vocabulary.districts import DISTRICTS
from shared.vocabulary.home_authorities import HOME_AUTHORITIES, HomeAuthority
from tools.manual.markdown import page, table

_LAST_YEAR_OF_ALL = 25


def status_page() -> str:
    """Return how a status is computed: code, currency, precedence, scope, what makes a return wait."""
    return page(
        [
            "# How a status is computed",
            "",
            "A claim is a fact; a status is computed from the claims that count, for a day. Scope comes first, then the"
            " claims that are current, then the one that lapsed last, then not known (810). A lapsed claim keeps its"
            " code, and the person counts as not known. [By example](status-examples.md).",
            "",
            *_scopes(),
            "## Activity code of a school enrolment",
            "",
            f"The first row that agrees decides. Compulsory means Year {LAST_COMPULSORY_YEAR} and below.",
            "",
            *table(("Rule", "Where", "Code", "Source"), map(_activity, ACTIVITIES)),
            "",
            "## Activity code of a leaver's destination",
            "",
            "The first row that agrees decides; without a row the activity is not known.",
            "",
            *table(("Destination", "Means", "Years", "Code", "Source"), map(_destination, DESTINATIONS)),
            "",
            "## Kinds of establishment",
            "",
            "By the type that the register of establishments gives; a type that is not listed is taken for a school's.",
            "",
            *table(("Number", "Type", "Kind", "Source"), map(_type, TYPES)),
            "",
            "## Currency",
            "",
            "Current to the earliest of the limits and the course's end, that day included.",
            "",
            *table(("Codes", "Lapses on", "Source"), map(_currency, CURRENCY)),
            "",
            *_precedence(),
            *_waiting(),
        ]
    )


def _scopes() -> Iterable[str]:
    """Return whom the authority tracks, and who belongs in the national return."""
    return [
        "## Scope",
        "",
        "Two scopes, each as dated data. The authority tracks people until they leave the roll, to the end of a"
        " year group, or until the day before a birthday while an EHC plan is in force: the roll's date first,"
        " else the newest return that says E. The national return takes those of the county roll in these years;"
        " the headline figures count fewer. Of whom no age is known stands in a line of the figures of their own.",
        "",
        *table(("Tracked from", "To the end of", "With a plan to", "Source"), map(_tracked, TRACKED)),
        "",
        *table(("Return from", "Years", "With a plan", "Headline", "Source"), map(_national, NATIONAL)),
        "",
        "The authority and its districts are dated data too: a county can be divided by districts.",
        "",
        *table(("Authority", "From", "To", "Districts", "Source"), map(_authority, HOME_AUTHORITIES)),
        "",
    ]


def _tracked(row: TrackedScope) -> tuple[str, ...]:
    birthday = f"the day before the {row.plan_ends_at_age}th birthday"
    return (_from(row.effective_from), f"Year {row.last_year}", birthday, f"{row.source} ({row.certainty})")


def _national(row: NationalScope) -> tuple[str, ...]:
    headline = " and ".join(map(str, row.headline))
    source = f"{row.source} ({row.certainty})"
    return (_from(row.effective_from), _years(row.years), _years(row.years_with_plan), headline, source)


def _authority(row: HomeAuthority) -> tuple[str, ...]:
    until = row.effective_until.isoformat() if row.effective_until else ""
    districts = ", ".join(sorted(DISTRICTS[code] for code in row.districts))
    return (f"{row.name} ({row.code})", _from(row.effective_from), until, districts, row.source)


def _from(on: date) -> str:
    return "the beginning" if on == date.min else on.isoformat()


def _years(years: range) -> str:
    return f"{years.start} to {years.stop - 1}"


def _precedence() -> Iterable[str]:
    """Return which of two current claims decides, each pair of roles once."""
    return [
        "## Precedence",
        "",
        "Which of two claims decides, by their roles; collections of one role have it in common. What a later report or"
        " a leaving puts an end to does not come back when it lapses itself.",
        "",
        *table(("Role", "Collections"), (_role(role) for role in ROLES)),
        "",
        *table(("Role", *ROLES), (_cells(row) for row in ROLES)),
        "",
        *(f"* {row} and {column}: {cell.source}." for (row, column), cell in HALF_MATRIX.items()),
        "",
    ]


def _role(role: Role) -> tuple[str, ...]:
    """Return the kinds of claims that have the role."""
    return (role, ", ".join(kind.name for kind in CLAIM_KINDS if role in kind.roles) or "none yet")


def _cells(row: Role) -> tuple[str, ...]:
    """Return a line of the half matrix: each pair of roles once, where the matrix has it."""
    beside = (HALF_MATRIX.get((row, column)) for column in ROLES)
    return (row, *(cell.words if cell else "" for cell in beside))


def _returns_under(policy: HoldPolicy) -> str:
    return "Any other return" if policy.collections is None else f"A return of {', '.join(sorted(policy.collections))}"


def _waiting() -> Iterable[str]:
    """Return when a return waits for a person, and what a person's decision must come with."""
    return [
        "## When a newer return waits for a person",
        "",
        *(
            f"* {_returns_under(policy)} removes at least {policy.removed_min}"
            f" {'person' if policy.removed_min == 1 else 'people'} and at least {policy.removed_share_min:.0%} of those"
            f" whom the effective edition lists{_between(policy.effective_from, policy.effective_until)}"
            f" ({policy.source})."
            for policy in HOLD_POLICIES
        ),
        "* It lists nobody, and the effective edition lists somebody.",
        "",
        "A decision of a person obeys the same rule: one by which so many people would no longer be listed needs a"
        " reason, and until a second account confirms it, it is not in force for:",
        "",
        *(
            f"* {'any return' if act.collections is None else ', '.join(sorted(act.collections))}, from {act.bound}"
            f"{_between(act.effective_from, act.effective_until)} ({act.source})."
            for act in TWO_PEOPLE.values()
            if "DECIDE_RETURNS" in act.asks
        ),
        "",
        "People whose line in the newer return is refused or waits for a decision are not removed: they keep the"
        " earlier claim.",
    ]


def _activity(rule: ActivityRule) -> tuple[str, ...]:
    conditions = (
        ("stage", rule.stage),
        ("enrolment status", _either(rule.enrolment_status)),
        ("qualification or programme", _either(rule.programme)),
        ("attendance", rule.attendance),
        ("at a", _either(rule.establishment)),
    )
    where = "; ".join(f"{name} {value}" for name, value in conditions if value)
    during = _between(rule.effective_from, rule.effective_until)
    return (rule.name, (where or "anything else") + during, rule.code or "none", f"{rule.source} ({rule.certainty})")


def _type(row: EstablishmentType) -> tuple[str, ...]:
    number = "" if row.number is None else f"{row.number:02d}"
    return (number, row.name, row.kind, f"{row.source} ({row.certainty})")


def _destination(rule: DestinationRule) -> tuple[str, ...]:
    years = (
        f"{rule.years.start} and above"
        if rule.years.stop > _LAST_YEAR_OF_ALL
        else f"{rule.years.start} to {rule.years.stop - 1}"
    )
    during = _between(rule.effective_from, rule.effective_until)
    none = f"none; cohort status {rule.cohort_status}" if rule.cohort_status else "none"
    code, source = rule.code or none, f"{rule.source} ({rule.certainty})"
    return (rule.destination, DESTINATION.labels[rule.destination], years + during, code, source)


def _currency(rule: CurrencyRule) -> tuple[str, ...]:
    limits = [
        "31 August ending the academic year" if rule.academic_year_end else "",
        f"{rule.review_days} days after the review date" if rule.review_days else "",
        f"{rule.months} months after it was verified" if rule.months else "",
        "31 August ending the academic year where no review date is known" if rule.academic_year_end_unreviewed else "",
        f"{rule.months_unreviewed} months after it was verified where no review date is known"
        if rule.months_unreviewed
        else "",
        "a course end from 1 June is read as 31 August" if rule.summer_ends_on_31_august else "",
    ]
    lapses = "; ".join(filter(None, limits)) if rule.lapses else "never by time alone"
    during = _between(rule.effective_from, rule.effective_until)
    return (", ".join(sorted(rule.codes)), lapses + during, f"{rule.source} ({rule.certainty})")


def _either(values: Iterable[str] | None) -> str:
    return " or ".join(sorted(values)) if values else ""


def _between(first: date, last: date | None) -> str:
    words = [f"from {first}" if first != date.min else "", f"to {last}" if last else ""]
    return " " + " ".join(filter(None, words)) if any(words) else ""
