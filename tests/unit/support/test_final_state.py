"""The comparison of two runs finds what differs; the search for canaries finds what is there."""

from dataclasses import replace
from pathlib import Path

from tests.support import canaries
from tests.support.canaries import sightings, sightings_in_files
from tests.support.final_state import FinalState, differences

CALM = FinalState(
    person_of={("a", "s", 2): ("a", "s", 2), ("b", "s", 2): ("a", "s", 2), ("b", "s", 3): ("b", "s", 3)},
    statuses={("a", "s", 2): ("education", "210"), ("b", "s", 3): ("not known", "810")},
    unsettled=frozenset({("b", "s", 4, "refused")}),
    issues=frozenset({("b", "s", 4, "V030", "F4")}),
    effective=frozenset({("S_ENR", "8860001", "2026-27", "b")}),
    set_aside=frozenset(),
)


def test_equal_states_do_not_differ() -> None:
    assert differences(CALM, replace(CALM)) == []


def test_one_person_made_two_is_found() -> None:
    split = replace(CALM, person_of=CALM.person_of | {("b", "s", 2): ("b", "s", 2)})
    assert any("person_of" in line for line in differences(CALM, split))


def test_another_status_another_edition_and_a_lost_row_are_found() -> None:
    assert differences(CALM, replace(CALM, statuses={**CALM.statuses, ("b", "s", 3): ("education", "210")}))
    assert differences(CALM, replace(CALM, effective=frozenset()))
    assert differences(CALM, replace(CALM, unsettled=frozenset()))


def test_a_canary_is_found_in_any_case_and_encoding(tmp_path: Path) -> None:
    assert list(sightings("log", f"no learner {canaries.SURNAME.upper()} here".encode()))
    assert list(sightings("log", canaries.UPN.encode("utf-16-le")))
    assert list(sightings("log", b'{"event": "message added to the dead letters", "reason": "bad_payload"}')) == []
    (tmp_path / "empty.log").touch()
    (tmp_path / "service.log").write_text(f"postcode {canaries.POSTCODE}")
    assert [Path(one.place).name for one in sightings_in_files(tmp_path.iterdir())] == ["service.log"]
