"""The national activity codes as one table, checked against the sets that every source agrees on."""

from datetime import date

import pytest

from shared.vocabulary.activities import (
    ACTIVITIES,
    find_activity,
    get_activity,
    public_code,
)


def codes(group: str) -> set[str]:
    return {activity.code for activity in ACTIVITIES if activity.group == group}


def test_neet_and_not_known_are_the_published_sets() -> None:
    assert codes("neet") == {"540", "610", "615", "616", "619", "620", "630", "640", "650", "660", "670", "680"}
    assert codes("not known") == {"810", "820", "830"}


def test_530_and_550_are_not_neet() -> None:
    assert (get_activity("530").group, get_activity("550").group) == ("re-engagement", "employment")


def test_codes_that_exist_in_no_edition_are_not_there() -> None:
    assert not {"420", "510", "520", "560"} & {activity.code for activity in ACTIVITIES}


def test_every_code_stands_once() -> None:
    found = [activity.code for activity in ACTIVITIES]
    assert len(found) == len(set(found)) == 46


def test_groups_follow_the_first_digit_where_the_national_table_does() -> None:
    assert codes("compulsory") == {"110", "120", "130", "140", "150"}
    assert codes("education") == {"210", "220", "230", "240", "250", "260", "270", "280", "290"}
    assert codes("employment") == {"310", "320", "330", "340", "350", "360", "380", "381", "550"}
    assert codes("training") == {"410", "430", "440", "450", "460"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("full-time education", {"210", "220", "230", "240", "270", "280", "290"}),
        ("apprenticeship", {"310"}),
        ("work-based learning", {"410", "450", "460"}),
        ("part-time education", {"250"}),
        ("employment with study", {"320", "381", "550"}),
        ("other training", {"430"}),
    ],
)
def test_participation_is_as_the_methodology_says(kind: str, expected: set[str]) -> None:
    assert {activity.code for activity in ACTIVITIES if activity.participation == kind} == expected


def test_dates_are_required_as_the_error_rules_say() -> None:
    def requiring(name: str) -> set[str]:
        return {activity.code for activity in ACTIVITIES if name in activity.required_dates and activity.code != "720"}

    assert requiring("neet start") == codes("neet")
    assert requiring("review") == {"260", "290", "350", "616", "710"}
    assert requiring("due to lapse") == {activity.code for activity in ACTIVITIES} - codes("neet") - codes(
        "not known"
    ) - {"720"}
    assert requiring("predicted end") == codes("compulsory") | codes("education") | codes("training")


def test_health_pregnancy_belief_and_custody_are_published_as_their_group() -> None:
    for code in ("130", "280", "290", "460", "620", "630", "640", "650", "660", "670", "710"):
        assert public_code(code) is None
    for code in ("210", "310", "619", "810"):
        assert public_code(code) == code


def test_720_ended_with_march_2018() -> None:
    assert find_activity("720", date(2018, 3, 31)) is not None
    assert find_activity("720", date(2018, 4, 1)) is None
    assert find_activity("720") is not None


def test_young_adult_offenders_are_out_of_every_percentage() -> None:
    assert [activity.code for activity in ACTIVITIES if not activity.in_denominator] == ["710"]
    with pytest.raises(KeyError):
        get_activity("999")
