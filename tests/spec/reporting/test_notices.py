"""What an establishment is told of a file and of a list, which e-mails go out when, and in which words; as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest

from services.reporting.domain.notices.digests import Notice, NoticeKey, NoticeSituation, WhyNoMail, mails_at
from services.reporting.domain.notices.file_states import FileState, notice_kind
from services.reporting.domain.notices.list_states import ListState
from services.reporting.domain.notices.policies import (
    DIGEST_POLICIES,
    NOTICE_KINDS,
    NOTICE_POLICIES,
    NoticeKind,
    digest_policy,
    notice_policy,
)
from services.reporting.domain.notices.wording import notice_letter
from services.reporting.domain.reminders.ladders import ContactRole
from shared.vocabulary.issues import get_issue

SCHOOL, OTHER = "8860001", "8860002"
SITE = "https://onward.example"
CAME = datetime(2026, 10, 5, 8, 30, tzinfo=UTC)
GOOD = FileState(
    UUID(int=1), SCHOOL, "S_LEAVE", "2026-10", CAME, False, None, False, 7, True, False, True, 41, 0, False
)
REFUSED: dict[str, Any] = {"rows_refused": 3}
NONE_USED: dict[str, Any] = {"rows_accepted": 0, "rows_refused": 44, "effective": False}
NOT_READ: dict[str, Any] = {
    "unusable": True,
    "outcome_code": "F010",
    "generation_id": None,
    "complete": False,
    "effective": False,
    "rows_accepted": 0,
}

LIST = ListState(5, SCHOOL, "TEP_DEST", "2026-27", CAME, True, 12, 0, date(2026, 10, 31))

STATES: Sequence[tuple[str, Mapping[str, Any], NoticeKind | None]] = [
    ("it counts", {}, "accepted"),
    ("nothing to send", {"nil": True, "rows_accepted": 0}, "accepted"),
    ("some rows are refused", REFUSED, "to mend"),
    ("all rows are refused", NONE_USED, "to mend"),
    ("all rows are refused, and another came", {**NONE_USED, "overtaken": True}, None),
    ("some rows of a list are not answered yet", {"rows_unanswered": 5}, "accepted"),
    ("some are half answered, and some not yet", {**REFUSED, "rows_unanswered": 5}, "to mend"),
    ("no row of a list is answered yet", {"rows_accepted": 0, "rows_unanswered": 44}, None),
    ("it is being judged", {"complete": False, "effective": False}, None),
    ("it waits for a decision", {"effective": False}, None),
    ("it was replaced", {"effective": False, **REFUSED}, None),
    ("it was taken out", {"effective": False, "undone": True}, None),
    ("it was taken out, and no row could be used", {**NONE_USED, "undone": True}, None),
    ("it could not be read", NOT_READ, "not used"),
    ("it could not be read, and another came", {**NOT_READ, "overtaken": True}, None),
]


@pytest.mark.parametrize(("changes", "kind"), [case[1:] for case in STATES], ids=[case[0] for case in STATES])
def test_what_a_sender_is_told_of_a_file(changes: Mapping[str, Any], kind: NoticeKind | None) -> None:
    assert notice_kind(replace(GOOD, **changes)) == kind


def a_notice(number: int, minutes_ago: float = 30, kind: NoticeKind = "accepted", **changes: Any) -> Notice:
    if kind == "list out":
        return Notice(number, kind, NOW - timedelta(minutes=minutes_ago), replace(LIST, **changes))
    like = {"accepted": {}, "to mend": REFUSED, "not used": NOT_READ}[kind]
    file = replace(GOOD, **{"submission_id": UUID(int=number), **like, **changes})
    return Notice(number, kind, NOW - timedelta(minutes=minutes_ago), file)


NOW = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)
CONTACTS: frozenset[tuple[str, ContactRole]] = frozenset({(SCHOOL, "data contact"), (OTHER, "data contact")})
FREE = NoticeSituation(CONTACTS, (), (), (), {})


def written(minutes_ago: float) -> NoticeSituation:
    """The school was written to so long ago."""
    return NoticeSituation(CONTACTS, (), (), (), {(SCHOOL, "data contact"): NOW - timedelta(minutes=minutes_ago)})


def told(notices: Sequence[Notice], situation: NoticeSituation = FREE) -> list[tuple[str, list[int]]]:
    plan = mails_at(NOW, notices, situation)
    return [(one.establishment, [each.notice_id for each in one.notices]) for one in plan.mails]


def test_all_that_waits_for_a_contact_is_one_e_mail() -> None:
    mine = [a_notice(1), a_notice(2, kind="to mend"), a_notice(3, kind="not used")]
    assert told([*mine, a_notice(4, establishment=OTHER)]) == [(SCHOOL, [1, 2, 3]), (OTHER, [4])]


@pytest.mark.parametrize(
    ("kind", "last_minutes_ago", "goes"),
    [
        ("accepted", None, True),
        ("accepted", 23 * 60 + 59, False),
        ("accepted", 24 * 60, True),
        ("to mend", 59, False),
        ("to mend", 60, True),
        ("list out", 59, False),
        ("list out", 60, True),
        ("not used", 59, False),
        ("not used", 60, True),
    ],
)
def test_a_contact_gets_no_second_e_mail_too_soon(kind: NoticeKind, last_minutes_ago: int | None, goes: bool) -> None:
    last = FREE if last_minutes_ago is None else written(last_minutes_ago)
    plan = mails_at(NOW, [a_notice(1, kind=kind)], last)
    assert (bool(plan.mails), [why for _, why in plan.left_out]) == (goes, [] if goes else ["too soon"])


@pytest.mark.parametrize(("minutes_ago", "goes"), [(29, False), (30, True)])
def test_whose_mail_server_took_nothing_is_tried_again_after_half_an_hour(minutes_ago: int, goes: bool) -> None:
    tried = FREE._replace(last_try={(SCHOOL, "data contact"): NOW - timedelta(minutes=minutes_ago)})
    mine, other = a_notice(1), a_notice(2, establishment=OTHER)
    assert told([mine, other], tried) == [*([(SCHOOL, [1])] if goes else []), (OTHER, [2])]


def test_what_is_only_accepted_goes_with_what_is_to_be_put_right() -> None:
    both = [a_notice(1), a_notice(2, kind="to mend")]
    assert told(both, written(120)) == [(SCHOOL, [1, 2])]
    assert told(both[:1], written(120)) == []


def test_files_that_are_sent_together_are_waited_for() -> None:
    assert told([a_notice(1, minutes_ago=9)]) == []
    assert told([a_notice(1, minutes_ago=10), a_notice(2, minutes_ago=1)]) == [(SCHOOL, [1, 2])]


WHY_NOT: Mapping[WhyNoMail, tuple[Notice, NoticeSituation]] = {
    "void": (a_notice(1, effective=False), FREE),
    "off": (a_notice(1), FREE._replace(turned_off={(SCHOOL, "accepted")})),
    "stopped": (a_notice(1), FREE._replace(stopped={None})),
    "nobody": (a_notice(1), FREE._replace(contacts={(SCHOOL, "head")})),
    "handled": (a_notice(1), FREE._replace(handled={NoticeKey(1, "data contact")})),
    "too soon": (a_notice(1, minutes_ago=1), FREE),
}


@pytest.mark.parametrize("why", get_args(WhyNoMail))
def test_why_a_notice_stands_in_no_e_mail(why: WhyNoMail) -> None:
    notice, situation = WHY_NOT[why]
    plan = mails_at(NOW, [notice], situation)
    assert (plan.mails, plan.left_out) == ((), ((notice, why),))


def test_a_choice_a_stop_and_an_e_mail_are_those_of_one_establishment() -> None:
    elsewhere = NoticeSituation(
        CONTACTS, {(OTHER, "accepted")}, {OTHER}, {NoticeKey(2, "data contact")}, {(OTHER, "data contact"): NOW}
    )
    assert told([a_notice(1)], elsewhere) == [(SCHOOL, [1])]


def test_there_is_a_policy_for_every_kind_and_every_one_says_where_it_comes_from() -> None:
    assert {one.kind for one in NOTICE_POLICIES} == set(NOTICE_KINDS)
    assert all(one.source and one.certainty == "proposed" for one in (*NOTICE_POLICIES, *DIGEST_POLICIES))
    for kind in NOTICE_KINDS:
        assert notice_policy(kind, NOW.date()).kind == kind
    assert digest_policy(NOW.date()) in DIGEST_POLICIES


def test_the_words() -> None:
    notices = [a_notice(1), a_notice(2, kind="to mend"), a_notice(3, kind="not used", collection=None, period=None)]
    (mail,) = mails_at(NOW, notices, FREE).mails
    letter = notice_letter(mail, "Harbour View <School>", SITE)
    assert letter.subject == (
        "Notice: 1 return with rows to put right, 1 return that could not be used, 1 return accepted"
    )
    page = f"{SITE}/submissions/{UUID(int=2)}"
    assert letter.text == (
        "Data contact, Harbour View <School>\n\n"
        "Rows of these returns could not be used. Put them right and send the return again:\n\n"
        "* School leavers, October 2026, received on 5 October 2026 at 09:30. 3 of 44 rows could not be used."
        f" {page}\n\n"
        "These could not be used. Put right what is said there and send them again:\n\n"
        f"* A file, received on 5 October 2026 at 09:30. {get_issue('F010').sentence}"
        f" {SITE}/submissions/{UUID(int=3)}\n\n"
        "These returns have been accepted:\n\n"
        "* School leavers, October 2026, received on 5 October 2026 at 09:30. 41 rows."
        f" {SITE}/submissions/{UUID(int=1)}\n\n"
        f"All notices, and which of them you want by e-mail: {SITE}/notices\n"
    )
    assert "Harbour View &lt;School&gt;" in letter.html
    assert f'<a href="{page}">{page}</a></li>' in letter.html
    assert f'<a href="{SITE}/notices">' in letter.html


@pytest.mark.parametrize(
    ("changes", "holds"),
    [({}, True), ({"answered": 11}, True), ({"answered": 12}, False), ({"out": False, "listed": 0}, False)],
    ids=["nobody is answered", "one is open", "all are answered", "taken back"],
)
def test_a_list_is_told_of_while_it_is_out_and_somebody_on_it_has_no_answer(
    changes: Mapping[str, Any], holds: bool
) -> None:
    notice = a_notice(1, kind="list out", **changes)
    assert notice.holds == holds
    assert told([notice]) == ([(SCHOOL, [1])] if holds else [])


def test_the_words_about_a_list_name_the_return_the_date_and_where_it_is_downloaded() -> None:
    notices = [a_notice(1), a_notice(2, kind="list out"), a_notice(3, kind="list out", listed=1, due_on=None)]
    (mail,) = mails_at(NOW, [*notices, a_notice(4, kind="list out", answered=2)], FREE).mails
    letter = notice_letter(mail, "Harbour View School", SITE)
    page = f"{SITE}/lists/TEP_DEST/of/{SCHOOL}"
    sent_out = "* Leaver destinations, 2026-27, sent out on 5 October 2026 at 09:30."
    assert letter.subject == "Notice: 3 lists for you, 1 return accepted"
    assert (
        "These lists of young people are out for you. After you have signed in, download yours, fill it in and send"
        " it:\n\n"
        f"{sent_out} 12 names. Answer by Saturday 31 October 2026. {page}\n"
        f"{sent_out} 1 name. {page}\n"
        f"{sent_out} 12 names, 2 answered. Answer by Saturday 31 October 2026. {page}\n\n"
        "These returns have been accepted:"
    ) in letter.text
    assert f'<a href="{page}">{page}</a></li>' in letter.html


def test_a_statement_that_there_is_nothing_to_send_is_called_so() -> None:
    (mail,) = mails_at(NOW, [a_notice(1, nil=True, rows_accepted=0)], FREE).mails
    assert "You stated that there is nothing to send." in notice_letter(mail, "Harbour View School", SITE).text
