"""Retries are bounded; too many dead letters, in a row or as a share, halt a consumer."""

from shared.concurrency.backoff import Backoff
from shared.kafka.consumer.context import DeadLetterLimits
from shared.kafka.consumer.dead_letter_guard import FailureRate
from shared.kafka.consumer.faststream_adapter import MAX_POLL_INTERVAL_MS


def test_pauses_grow_stay_bounded_and_end() -> None:
    pauses = list(Backoff(first_s=0.1, pause_max_s=5, total_s=60).pauses())
    assert all(0.05 <= pause <= 5 for pause in pauses)
    assert pauses[0] <= 0.1
    assert 30 <= sum(pauses) <= 65


def test_retries_outlast_a_restart_and_end_before_the_group_gives_up() -> None:
    longest = sum(Backoff().pauses())
    assert 60 < longest < MAX_POLL_INTERVAL_MS / 1000


def test_too_many_dead_letters_in_a_row_halt_the_consumer() -> None:
    rate = FailureRate(DeadLetterLimits(run_max=3, ratio_from=100))
    assert [rate.allows_dead_letter() for _ in range(4)] == [True, True, True, False]


def test_a_success_ends_the_row() -> None:
    rate = FailureRate(DeadLetterLimits(run_max=1, ratio_from=100))
    assert rate.allows_dead_letter()
    rate.record_success()
    assert rate.allows_dead_letter()


def test_too_large_a_share_of_dead_letters_halts_the_consumer() -> None:
    rate = FailureRate(DeadLetterLimits(run_max=100, ratio_max=0.2, ratio_from=10, window=20))
    for _ in range(9):
        rate.record_success()
    assert [rate.allows_dead_letter() for _ in range(3)] == [True, True, False]
