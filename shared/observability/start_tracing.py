"""Starts traces where an address is set. The optional package is imported then, and not before."""

from shared.errors import Fatal
from shared.observability.tracing import use


def start(service: str, url: str | None) -> None:
    """Send spans to this address (OTLP over HTTP); None or blank: record nothing.

    Raises Fatal without the optional packages.
    """
    if not url:
        use(None)
        return
    try:
        from shared.observability.otlp import exporting
    except ImportError:
        raise Fatal("ONWARD_TRACES_URL is set, but the packages of the group `traces` are not installed") from None
    use(exporting(service, url))
