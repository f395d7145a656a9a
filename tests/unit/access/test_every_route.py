"""The table of access names every route that the services' own `build` serves: none can be left out of the table."""

import importlib
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from shared.crypto.master_key import create_master_key
from shared.service_names import SERVICES
from shared.web.requests.routes import GuardedRoute
from tests.support.access.table import ROWS

SETTINGS = {
    "ingest": "IngestSettings",
    "validation": "ValidationSettings",
    "matching": "MatchingSettings",
    "reporting": "ReportingSettings",
}
OWN_LIMITS = ("streamed", "none")


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_that_is_built_stands_in_the_table_and_every_row_is_built(service: str, tmp_path: Path) -> None:
    create_master_key(tmp_path / "master.key")
    settings = getattr(importlib.import_module(f"services.{service}.settings"), SETTINGS[service])(
        database_url="postgresql://nobody@127.0.0.1:1/none",
        kafka_bootstrap_servers="127.0.0.1:1",
        master_key_file=tmp_path / "master.key",
        oidc_issuer="http://localhost:9",
        oidc_client_id="onward",
    )
    app = importlib.import_module(f"services.{service}.main").build(MagicMock(), settings)
    routes = [one for one in app.routes if isinstance(one, GuardedRoute)]
    built = {(method, route.path) for route in routes for method in route.methods or () if method != "HEAD"}
    assert built == {(row.method, row.path) for row in ROWS if row.service == service}
    # Every other form is read within one limit of size and time.
    read_by_the_endpoint = {
        route.path for route in routes if "POST" in (route.methods or ()) and route.form in OWN_LIMITS
    }
    assert read_by_the_endpoint == ({"/send", "/hooks/perspective-lite"} if service == "ingest" else set())
