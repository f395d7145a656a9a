"""The seeded silence of the played year: when it can be told, and what is made of what the page says."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from cli.addresses import NotUpError
from cli.http_session import HttpSession
from deploy.demo.year.calendar import STOPS
from deploy.demo.year.checks.silence import Silences
from deploy.demo.year.make import Year, make_year
from deploy.demo.year.senders.silence import SILENT, SILENT_FROM, keeps_silent


@dataclass
class Page:
    """Answers as reporting does."""

    alerts: list[dict[str, Any]]
    status: int = 200

    def get(self, address: str) -> "Page":
        return self

    def json(self) -> dict[str, Any]:
        return {"returns": 120, "establishments": 15, "alerts": self.alerts}


def alert(establishment: str, kind: str = "silent") -> dict[str, Any]:
    found = {"establishment": establishment, "kind": kind, "since": "2026-10", "until": "2026-12"}
    return {**found, "returns": 3, "leavers": 0, "expected": 5.5, "peers": 11, "state": "open"}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(3000, 1, Path(tmp_path_factory.mktemp("year")))


def silences(year: Year) -> Silences:
    return Silences(year.lives, frozenset(school.dfe_number for school in year.schools) - {SILENT})


def look(at: Silences, on: date, *alerts: dict[str, Any], status: int = 200) -> None:
    stop = next(stop for stop in STOPS if stop.on == on)
    at.look(cast("HttpSession", Page(list(alerts), status)), "http://reporting", stop)


def test_only_the_silent_school_leaves_leavers_out_and_only_from_a_month_on() -> None:
    assert keeps_silent(SILENT, SILENT_FROM)
    assert not keeps_silent(SILENT, date(2026, 9, 1))
    assert not keeps_silent(SILENT, None)
    assert not keeps_silent("8860001", SILENT_FROM)


def test_its_returns_name_no_leaver_and_state_that_there_are_none(year: Year) -> None:
    stated = set()
    for stop in STOPS:
        sent = [one.upload for group in year.files(stop) for one in group]
        left_out = [one for one in sent if one.establishment == SILENT and one.collection in {"S_LEAVE", "S_JL"}]
        assert not (left_out and keeps_silent(SILENT, stop.month))
        stated |= {(one.period, one.collection) for one in year.outbox.take_nothing() if one.establishment == SILENT}
    assert {("2026-10", "S_LEAVE"), ("2027-06", "S_LEAVE")} <= stated


def test_it_holds_where_the_silence_is_found_within_a_cycle(year: Year) -> None:
    assert silences(year).plain_on == date(2026, 12, 31)
    for found_on, holds in ((date(2026, 12, 31), True), (date(2027, 1, 29), True), (date(2027, 2, 26), False)):
        at = silences(year)
        look(at, date(2026, 11, 30))
        look(at, found_on, alert(SILENT))
        assert at.holds == holds, found_on
    assert not silences(year).holds, "it was never found"


def test_every_other_alert_is_a_false_one_and_is_counted_once(year: Year) -> None:
    at = silences(year)
    for on in (date(2026, 12, 31), date(2027, 1, 29)):
        look(at, on, alert(SILENT), alert("8860003", "many"))
    printed = list(at.lines())
    assert "3 nil returns, 11 peers average 5.5 leavers in that time" in printed[1]
    assert printed[2:] == [
        "    1 false alarms in 120 monthly returns of leavers.",
        "    many: 8860003 since 2026-10, first seen on 31 Dec 2026",
    ]


def test_a_page_that_does_not_answer_ends_the_year(year: Year) -> None:
    with pytest.raises(NotUpError):
        look(silences(year), date(2026, 12, 31), status=403)
