"""Laws of what follows from an attempt, for any receiver: waits are bounded, nothing is given up for a dead address."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.webhooks.attempts import (
    ADDRESS_WAITS,
    ALONE_AFTER,
    GIVEN_UP_AFTER,
    MESSAGE_WAITS,
    RETRY_AFTER_MAX,
    Address,
    AfterAttempt,
    Answered,
    Tried,
    after_attempt,
)

START = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
VERDICTS = st.sampled_from(["delivered", "gone", "refused", "unwell"])
ASKED = st.none() | st.timedeltas(timedelta(days=-1), timedelta(days=400))
ANSWERS = st.builds(Answered, VERDICTS, ASKED)
INSTANTS = st.datetimes(datetime(2026, 9, 1), datetime(2026, 10, 5), timezones=st.just(UTC))  # noqa: DTZ001 (made aware)
ADDRESSES = st.builds(Address, st.integers(0, 500), st.none() | INSTANTS, st.none() | INSTANTS)
MESSAGES = st.builds(Tried, st.integers(1, 80), st.integers(0, len(MESSAGE_WAITS)), st.none() | INSTANTS)
JITTER = st.floats(0, 1)


@given(ADDRESSES, MESSAGES, ANSWERS, JITTER)
def test_every_wait_is_bounded(address: Address, tried: Tried, answered: Answered, jitter: float) -> None:
    after = after_attempt(address, tried, answered, START, jitter)
    assert timedelta(0) <= after.wait <= max(MESSAGE_WAITS[-1], RETRY_AFTER_MAX)
    assert timedelta(0) <= after.address_wait <= max(ADDRESS_WAITS[-1], RETRY_AFTER_MAX)
    if after.fate == "waits" and answered.verdict != "gone":
        assert after.wait > timedelta(0)


@given(ADDRESSES, MESSAGES, ANSWERS, JITTER)
def test_nothing_is_sent_earlier_than_the_receiver_asks(
    address: Address, tried: Tried, answered: Answered, jitter: float
) -> None:
    after = after_attempt(address, tried, answered, START, jitter)
    if answered.verdict != "delivered" and answered.retry_after is not None:
        assert after.address_wait >= min(answered.retry_after, RETRY_AFTER_MAX)


@given(ADDRESSES, MESSAGES, ANSWERS, JITTER)
def test_a_delivery_heals_and_a_failure_counts(
    address: Address, tried: Tried, answered: Answered, jitter: float
) -> None:
    after = after_attempt(address, tried, answered, START, jitter)
    if answered.verdict == "delivered":
        assert (after.fate, after.address, after.stop) == ("delivered", Address(0, None, START), None)
    else:
        assert after.fate != "delivered"
        assert after.address.failures == address.failures + 1
        assert after.address.failing_since == (address.failing_since or START)
        assert after.address.delivered_at == address.delivered_at


@given(ADDRESSES, MESSAGES, ANSWERS, JITTER)
def test_only_what_is_alone_and_at_fault_is_dead_and_only_many_are_taken_apart(
    address: Address, tried: Tried, answered: Answered, jitter: float
) -> None:
    after = after_attempt(address, tried, answered, START, jitter)
    if after.fate == "dead":
        assert tried.changes == 1
        assert after.strikes == len(MESSAGE_WAITS) + 1
        assert answered.verdict in ("refused", "unwell")
    if after.fate == "taken apart":
        assert tried.changes > 1
    if answered.verdict == "gone":
        assert (after.fate, after.stop) == ("waits", "gone")


@given(ADDRESSES, MESSAGES, JITTER)
def test_an_address_is_stopped_after_days_and_no_sooner(address: Address, tried: Tried, jitter: float) -> None:
    after = after_attempt(address, tried, Answered("unwell"), START, jitter)
    since = address.failing_since
    assert (after.stop == "failing") == (since is not None and START - since >= GIVEN_UP_AFTER)


class Played(NamedTuple):
    """A message tried again and again."""

    attempts: list[AfterAttempt]
    took: timedelta


def play(verdicts: list[str], changes: int, *, others: bool) -> Played:
    """Try a message for as long as it waits. `others`: between two attempts something else is delivered."""
    address, tried, now, attempts = Address(), Tried(changes, 0, None), START, list[AfterAttempt]()
    for verdict in verdicts:
        after = after_attempt(address, tried, Answered(verdict), now, 0.5)  # type: ignore[arg-type]
        attempts.append(after)
        if after.fate != "waits" or after.stop:
            break
        tried, now = Tried(changes, after.strikes, now), now + after.wait
        address = Address(0, None, now - timedelta(milliseconds=1)) if others else after.address
    return Played(attempts, now - START)


@given(st.integers(1, 80))
def test_a_dead_address_makes_no_dead_letter_and_takes_nothing_apart(changes: int) -> None:
    played = play(["unwell"] * 5_000, changes, others=False)
    assert {one.fate for one in played.attempts} == {"waits"}
    assert played.attempts[-1].stop == "failing"
    assert GIVEN_UP_AFTER <= played.took < GIVEN_UP_AFTER + timedelta(hours=1)
    assert len(played.attempts) < 1_500


@given(st.sampled_from(["refused", "unwell"]), st.booleans())
def test_a_change_that_is_at_fault_ends_as_a_dead_letter_within_a_day(verdict: str, others: bool) -> None:
    if verdict == "unwell" and not others:
        return
    played = play([verdict] * 100, 1, others=others)
    assert played.attempts[-1].fate == "dead"
    assert len(played.attempts) <= len(MESSAGE_WAITS) + 2
    assert played.took <= timedelta(days=1)


@given(st.integers(2, 80), st.sampled_from(["refused", "unwell"]))
def test_a_message_of_several_is_taken_apart_soon(changes: int, verdict: str) -> None:
    played = play([verdict] * 100, changes, others=True)
    assert played.attempts[-1].fate == "taken apart"
    assert len(played.attempts) <= 2
    alone = play(["refused"] * 100, changes, others=False)
    assert alone.attempts[-1].fate == "taken apart"
    assert len(alone.attempts) == ALONE_AFTER
