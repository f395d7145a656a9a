"""The known answers of the board at the end of the year, and who is late or forgets a return."""

from collections import Counter
from datetime import date

from deploy.demo.year.checks.board import DueReturn, ReturnState, accounts, known_answers
from deploy.demo.year.senders.files import Delivered
from deploy.demo.year.senders.tardiness import TardySenders
from shared.vocabulary.collections import COLLECTIONS

SCHOOL, COLLEGE = "8860002", "19990001"
SCHOOLS = tuple(f"886{number:04d}" for number in range(2, 12))
COLLEGES = ("19990001", "19990002", "19990003")


def state_of(collection: str, due_on: str, *delivered: Delivered) -> str:
    known = known_answers([SCHOOL], [COLLEGE], delivered)
    sender = COLLEGE if collection.startswith("C_") else SCHOOL
    return str(known[DueReturn(sender, COLLECTIONS[collection].title, due_on)])


def came(
    collection: str, on: str, period: str = "2026-27", *, nil: bool = False, refused: int = 0, digest: str = ""
) -> Delivered:
    sender = COLLEGE if collection.startswith("C_") else SCHOOL
    return Delivered(collection, sender, period, date.fromisoformat(on), nil, 0 if nil else 9, refused, digest)


def test_a_return_is_accepted_late_or_missing_by_what_was_sent() -> None:
    assert state_of("S_ENR", "2026-09-18") == "Overdue"
    assert state_of("S_ENR", "2026-09-18", came("S_ENR", "2026-09-18")) == "Accepted"
    assert state_of("S_ENR", "2026-09-18", came("S_ENR", "2026-09-30", refused=1)) == "Accepted in part, late"
    assert state_of("S_ENR", "2026-09-18", came("S_ENR", "2026-09-18", refused=9)) == "Overdue"


def test_moves_are_answered_together_apart_or_by_nothing_to_send() -> None:
    october = "2026-10"
    assert state_of("S_LEAVE", "2026-10-30", came("S_JL", "2026-10-30", october)) == "Accepted"
    assert state_of("S_LEAVE", "2026-10-30", came("S_LEAVE", "2026-11-30", october, nil=True)) == (
        "Nothing to send, late"
    )
    assert state_of("S_LEAVE", "2026-10-30", came("S_JOIN", "2026-10-30", october)) == "Overdue"
    assert state_of("C_JL", "2026-10-30", came("C_JOIN", "2026-10-30", october)) == "Overdue"
    both = came("C_JOIN", "2026-10-30", october), came("C_LEAVE", "2026-11-30", october)
    assert state_of("C_JL", "2026-10-30", *both) == "Accepted, late"


def test_a_list_is_replaced_by_the_next_unless_that_is_the_same() -> None:
    lists = came("C_ENR", "2026-09-30", digest="a"), came("C_ENR", "2026-10-30", digest="b")
    assert state_of("C_ENR", "2026-09-30", *lists) == "Replaced"
    assert state_of("C_ENR", "2026-10-30", *lists) == "Accepted"
    again = came("C_ENR", "2026-09-30", digest="a"), came("C_ENR", "2026-10-30", digest="a")
    assert state_of("C_ENR", "2026-09-30", *again) == "Accepted"


def test_every_difference_is_listed() -> None:
    title = COLLECTIONS["S_ENR"].title
    text = f"\ufeffEstablishment number,Return,Due on,State,Came late\r\n{SCHOOL},{title},2026-09-18,Accepted,yes\r\n"
    found = accounts(text, [SCHOOL], [], [came("S_ENR", "2026-09-18")])
    assert f"{SCHOOL} {title} 2026-09-18: Accepted, late instead of Accepted" in found.differences
    assert len(found.differences) == len(found.known) == 29
    assert ("Accepted, late", 0, 1) in found.counts
    assert found.found[DueReturn(SCHOOL, title, "2026-09-18")] == ReturnState("Accepted", late=True)


def test_of_what_is_owed_once_one_sender_is_late_and_one_forgets_it() -> None:
    tardy = TardySenders(1, SCHOOLS, COLLEGES)
    for code, senders in (("S_ENR", SCHOOLS), ("S_CHECK", SCHOOLS), ("C_SG", COLLEGES)):
        found = Counter(tardy.find(code, sender, "2026-09-18") for sender in senders)
        assert found == {"late": 1, "missing": 1, None: len(senders) - 2}


def test_moves_of_some_months_are_late_and_of_some_missing_the_same_for_the_same_seed() -> None:
    months = [f"{year}-{month:02d}-28" for year in range(2026, 2036) for month in range(1, 13)]
    first, again, other = (
        [TardySenders(seed, SCHOOLS, COLLEGES).find("S_JL", sender, month) for sender in SCHOOLS for month in months]
        for seed in (1, 1, 2)
    )
    assert first == again != other
    assert {"late", "missing", None} == set(first)
    assert first.count(None) > 0.8 * len(first)
    both = [TardySenders(1, SCHOOLS).find(code, SCHOOL, month) for code in ("S_JOIN", "S_LEAVE") for month in months]
    assert both[: len(months)] == both[len(months) :]


def test_the_school_that_answers_on_pages_is_always_in_time() -> None:
    tardy = TardySenders(1, SCHOOLS, COLLEGES)
    assert {tardy.find(code, "8860001", "2026-10-30") for code in ("S_JOIN", "S_ENR", "S_CHECK")} == {None}
