"""The page of a service's dead letters, which every service has."""

from shared.kafka.dead_letters import DeadLetters
from shared.runtime.service import ServiceRuntime
from shared.web.dead_letters import dead_letter_routes
from shared.web.requests.routes import GuardedRoute


def dead_letter_pages(runtime: ServiceRuntime) -> list[GuardedRoute]:
    """Return its routes."""
    prefix = runtime.settings.topic_prefix
    return dead_letter_routes(DeadLetters(runtime.pool, runtime.producer, prefix), prefix)
