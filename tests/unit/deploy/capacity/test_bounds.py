"""How many replicas may run together, and why not more."""

import pytest

from deploy.capacity.bounds import CONNECTIONS_KEPT, REPLICAS_MAX, refusal
from shared.service_names import SERVICES

ONE_EACH = dict.fromkeys(SERVICES, 1)


def test_one_of_each_may_run_on_a_server_as_it_comes() -> None:
    """PostgreSQL takes 100 connections unless it is told otherwise."""
    assert refusal(ONE_EACH, pool_size=12, connections_max=100) is None


@pytest.mark.parametrize("count", [0, -1, REPLICAS_MAX + 1])
def test_more_replicas_than_partitions_or_none_at_all_are_refused(count: int) -> None:
    said = refusal(ONE_EACH | {"matching": count}, pool_size=2, connections_max=1000)
    assert said == "matching runs in 1 to 12 replicas: a topic has 12 partitions."


def test_connections_bound_all_services_together_to_the_last_one() -> None:
    replicas = ONE_EACH | {"validation": 5, "matching": 5, "reporting": 5}
    exact = 16 * 12 + CONNECTIONS_KEPT
    assert refusal(replicas, pool_size=12, connections_max=exact) is None
    said = refusal(replicas, pool_size=12, connections_max=exact - 1)
    assert said is not None
    assert "16 replicas of all services with up to 12 connections each want 192; PostgreSQL takes 199" in said
