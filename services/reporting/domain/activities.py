"""Which national activity code an enrolment stands for: an effective-dated table, first matching row first."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from services.reporting.domain.currency import Certainty
from services.reporting.domain.year_groups import LAST_COMPULSORY_YEAR

Stage = Literal["compulsory", "post-16"]
EstablishmentKind = Literal[
    "school", "sixth-form college", "college", "special post-16 institution", "secure", "training provider", "other"
]


@dataclass(frozen=True, slots=True)
class ActivityRule:
    """One row: where everything that is given agrees, this code applies. None as code: no main activity at all."""

    name: str
    sentence: str
    """What it says to people, as the reason of a status."""
    code: str | None
    source: str
    certainty: Certainty
    stage: Stage | None = None
    enrolment_status: frozenset[str] | None = None
    programme: frozenset[str] | None = None
    """Any of the qualification type (L2) and the study programme (L5)."""
    attendance: str | None = None
    """FT or PT. What says nothing about attendance meets no such condition: it counts as full time."""
    establishment: frozenset[EstablishmentKind] | None = None
    effective_from: date = date.min
    effective_until: date | None = None


_LABELS: Final = "label of the code in the 2015 schema and the 2019-20 validator"

ACTIVITIES: Final[tuple[ActivityRule, ...]] = (
    ActivityRule(
        "guest_or_subsidiary",
        "A guest or subsidiary enrolment says nothing about the main activity.",
        None,
        "main roll means enrolment status C or M (sources: KCC-2026, LEO)",
        "proposed",
        enrolment_status=frozenset({"G", "S"}),
    ),
    ActivityRule(
        "compulsory_age_in_custody",
        "A secure school or unit lists a young person of compulsory school age.",
        "130",
        f"{_LABELS}; errors 229 and 230",
        "derived",
        stage="compulsory",
        establishment=frozenset({"secure"}),
    ),
    ActivityRule(
        "compulsory_age",
        "A school or college lists a learner of compulsory school age.",
        "110",
        "errors 229 and 230 of the 2019-20 list",
        "verified",
        stage="compulsory",
    ),
    ActivityRule(
        "custodial_institution",
        "A secure school or unit lists the young person.",
        "290",
        _LABELS,
        "derived",
        establishment=frozenset({"secure"}),
    ),
    ActivityRule(
        "apprenticeship",
        "The enrolment is for an apprenticeship.",
        "310",
        _LABELS,
        "verified",
        programme=frozenset({"APPRENT"}),
    ),
    ActivityRule(
        "supported_internship",
        "The enrolment is for a supported internship.",
        "460",
        _LABELS,
        "verified",
        programme=frozenset({"SUPINTERN"}),
    ),
    ActivityRule(
        "traineeship",
        "The enrolment is for a traineeship.",
        "450",
        f"{_LABELS}; closed nationally in July 2023 (from memory), kept for old files",
        "verified",
        programme=frozenset({"TRAINEE"}),
    ),
    ActivityRule("part_time", "The enrolment is part time.", "250", _LABELS, "verified", attendance="PT"),
    ActivityRule(
        "part_time_programme",
        "The study programme is part time.",
        "250",
        _LABELS,
        "proposed",
        programme=frozenset({"PARTTIME"}),
    ),
    ActivityRule(
        "higher_education",
        "The enrolment is for higher education.",
        "240",
        _LABELS,
        "verified",
        programme=frozenset({"HE"}),
    ),
    ActivityRule(
        "registered_at_a_college",
        "The young person is registered at a further education college.",
        "230",
        f"enrolment status F is registered at a further education college (source: LEO); {_LABELS}",
        "derived",
        enrolment_status=frozenset({"F"}),
    ),
    ActivityRule(
        "registered_elsewhere",
        "The school says that the young person is registered at another provider.",
        "270",
        "enrolment status O is registered at another provider (source: LEO): where a school says so, nothing tells "
        "which kind it is; to be confirmed by the authority",
        "proposed",
        enrolment_status=frozenset({"O"}),
        establishment=frozenset({"school"}),
    ),
    ActivityRule(
        "sixth_form_college",
        "A sixth-form college lists a full-time learner.",
        "220",
        _LABELS,
        "verified",
        establishment=frozenset({"sixth-form college"}),
    ),
    ActivityRule(
        "further_education",
        "A college lists a full-time learner.",
        "230",
        _LABELS,
        "verified",
        establishment=frozenset({"college"}),
    ),
    ActivityRule(
        "special_post_16_institution",
        "A special post-16 institution lists a full-time learner.",
        "280",
        _LABELS,
        "verified",
        establishment=frozenset({"special post-16 institution"}),
    ),
    ActivityRule(
        "training_provider",
        "A training provider lists a full-time learner.",
        "410",
        f"{_LABELS}; to be confirmed by the authority",
        "proposed",
        establishment=frozenset({"training provider"}),
    ),
    ActivityRule(
        "school_sixth_form",
        "A school lists a full-time learner in its sixth form.",
        "210",
        _LABELS,
        "verified",
        establishment=frozenset({"school"}),
    ),
    ActivityRule(
        "other_full_time", "An establishment of another kind lists a full-time learner.", "270", _LABELS, "verified"
    ),
)
"""The last row has no condition, so every enrolment finds a row. Status O at another kind of establishment than a
school goes by that establishment's kind, as every other status does."""


@lru_cache(maxsize=8192)
def activity_rule(
    *,
    stage: Stage,
    enrolment_status: str | None,
    qualification_type: str | None,
    study_programme: str | None,
    attendance: str | None,
    establishment: EstablishmentKind,
    on: date,
) -> ActivityRule:
    """Return the row that gives the code of an enrolment, in the edition in force on that day."""
    programmes = {qualification_type, study_programme}
    return next(
        rule
        for rule in ACTIVITIES
        if (rule.stage is None or rule.stage == stage)
        and (rule.enrolment_status is None or enrolment_status in rule.enrolment_status)
        and (rule.programme is None or rule.programme & programmes)
        and (rule.attendance is None or rule.attendance == attendance)
        and (rule.establishment is None or establishment in rule.establishment)
        and rule.effective_from <= on
        and (rule.effective_until is None or on <= rule.effective_until)
    )


def stage_of(year: int | None) -> Stage:
    """Return whether codes for compulsory school age apply; a year that is not known counts as post-16."""
    return "compulsory" if year is not None and year <= LAST_COMPULSORY_YEAR else "post-16"
