"""Words that schools write where a code belongs: other spellings of the kinds in `test_real_files`."""

import pytest

from tests.spec.validation.rows import answer


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("Maidstone B.C.", "E07000110"), ("TMBC", "E07000115"), ("T&M", "E07000115"), ("TWBC", "E07000116")),
        *(("Tonbridge Malling", "E07000115"), ("T/Wells", "E07000116"), ("FHDC", "E07000112")),
        *(("Shepway / Folkestone and Hythe", "E07000112"), ("Folkestone & Hythe, formerly Shepway", "E07000112")),
        *(("Shepway (now Folkestone & Hythe)", "E07000112"), ("Thanet E07000114", "E07000114")),
    ],
)
def test_c2_districts_are_found_by_their_short_and_former_names(text: str, code: str) -> None:
    found = answer("ROLL", {"K3": text})
    assert (found.values["K3"], found.said) == (code, frozenset())


@pytest.mark.parametrize("text", ["Tonbridge", "Malling", "Folkestone", "Dover and Thanet", "Swale/Maidstone", "DBC"])
def test_c2_part_of_a_name_and_two_districts_are_none(text: str) -> None:
    found = answer("ROLL", {"K3": text})
    assert (found.values["K3"], found.said) == (None, frozenset({"district_not_on_list"}))


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("6+", "6"),
        ("Level 6+", "6"),
        ("03", "3"),
        ("L03", "3"),
        ("Level Two", "2"),
        ("3 Level 3", "3"),
        ("Pre-entry", "E"),
        ("Level 3 (3)", "3"),
        ("-1.0", "X"),
    ],
)
def test_c3_levels_are_read_in_words_and_with_noughts(text: str, level: str) -> None:
    found = answer("S_ENR", {"L1": text})
    assert (found.values["L1"], found.said) == (level, frozenset())


APPRENTICESHIPS = [
    *("Advanced apprenticeship", "Intermediate Apprenticeship", "Higher apprenticeships", "Apprentice"),
    *("Apprenticeship standard", "Apprenticeship standards", "Degree apprenticeship"),
]


@pytest.mark.parametrize("column", ["L2", "L5"])
@pytest.mark.parametrize("text", APPRENTICESHIPS)
def test_c4_an_apprenticeship_is_one_by_whatever_label(text: str, column: str) -> None:
    found = answer("S_ENR", {column: text})
    assert (found.values[column], found.said) == ("APPRENT", frozenset())


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        *(("T Level", "TLEVEL"), ("T-levels", "TLEVEL"), ("31 T level programme", "TLEVEL"), ("Trainee", "TRAINEE")),
        *(("T Level transition", "TLTRANS"), ("24 traineeship", "TRAINEE"), ("16-19 study programme", "STUDYPROG")),
        *(("Traineeship (24)", "TRAINEE"), ("Part-time", "PARTTIME")),
    ],
)
def test_c4_other_programmes_are_read_by_their_labels(text: str, programme: str) -> None:
    found = answer("S_ENR", {"L5": text})
    assert (found.values["L5"], found.said) == (programme, frozenset())


@pytest.mark.parametrize(
    ("text", "codes", "said"),
    [
        ("110/120", ("110", "120"), frozenset()),
        ("110+120 & 130", ("110", "120", "130"), frozenset()),
        ("110 and 120", ("110", "120"), frozenset()),
        ("110 - Looked after / in care; 140 - Carer, not own child", ("110", "140"), frozenset()),
        ("110: LAC", ("110",), frozenset({"characteristic_unreadable"})),
        ("110/999", ("110",), frozenset({"characteristic_not_on_list"})),
        ("Looked after", None, frozenset({"characteristic_unreadable"})),
    ],
)
def test_c5_characteristics_stand_with_labels_and_between_any_marks(
    text: str, codes: tuple[str, ...] | None, said: frozenset[str]
) -> None:
    found = answer("ROLL", {"K4": text})
    assert (found.values["K4"], found.said) == (codes, said)


@pytest.mark.parametrize(
    "text", ["Full Time (540+)", "Full-Time (540 hours)", "FT/PT", "Half time", "Full time 580 hours", "Not full time"]
)
def test_c11_attendance_that_says_more_than_a_code_is_dropped_and_the_learner_kept(text: str) -> None:
    found = answer("S_ENR", {"L7": text})
    assert (found.refused, found.values["L7"], found.said) == (False, None, frozenset({"attendance_not_on_list"}))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("WBRI White British", "WBRI"),
        ("White British (WBRI)", "WBRI"),
        ("Gypsy / Roma", "WROM"),
        ("Irish", "WIRI"),
        ("Not obtained", "NOBT"),
    ],
)
def test_c12_a_code_and_its_label_may_stand_side_by_side(text: str, code: str) -> None:
    found = answer("S_ENR", {"P12": text})
    assert (found.values["P12"], found.said) == (code, frozenset())


@pytest.mark.parametrize("mark", ["|", " | ", "\\", " • ", " then "])
def test_c18_both_numbers_are_kept_whatever_stands_between_them(mark: str) -> None:
    found = answer("S_ENR", {"C7": f"07700 900123{mark}01632 960123"})
    assert (found.values["C7"], found.said) == (("+447700900123", "+441632960123"), frozenset({"phone_several"}))


@pytest.mark.parametrize("text", ["31/12/99", "31-Dec-99", "31.12.99", "12/9999", "31 December 9999", "31/12/2999"])
def test_d4_the_end_of_time_is_no_end_in_two_digits_either(text: str) -> None:
    found = answer("S_ENR", {"L10": text})
    assert (found.values["L10"], found.said) == (None, frozenset({"no_real_end"}))
    for column in ("K2", "K6"):
        found = answer("ROLL", {column: text})
        assert (found.values[column], found.said) == (None, frozenset({"no_real_date"}))


def test_d4_two_digits_are_the_last_century_in_a_birth_date() -> None:
    assert "birth_date_implausible" in answer("ROLL", {"P10": "31/12/99"}).said
