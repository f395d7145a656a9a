"""What a dashboard is made of, and how it is written as Grafana's JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

Look = Literal["timeseries", "stat", "table"]
Unit = Literal["short", "s", "bytes", "percentunit", "reqps", "rowsps", "ops", "bool", "dateTimeFromNow", "µs"]

WIDTH: Final = 24
"""Columns of Grafana's grid."""
HEIGHT: Final = {"timeseries": 8, "stat": 4, "table": 6}
DATA_SOURCE: Final = {"type": "prometheus", "uid": "onward"}
"""As deploy/observability/grafana/datasources.yml names it."""
SCHEMA_VERSION: Final = 41


@dataclass(frozen=True, slots=True)
class Query:
    """A line of PromQL and what its lines are called."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel."""

    title: str
    meaning: str
    queries: tuple[Query, ...]
    unit: Unit = "short"
    look: Look = "timeseries"
    width: int = 8
    alarming_from: float | None = None
    """From this value on it is red."""


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under a heading."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Rows under a title; `uid` is part of its address for ever."""

    uid: str
    title: str
    meaning: str
    rows: tuple[Row, ...]


def as_json(dashboard: Dashboard) -> dict[str, Any]:
    """Return the dashboard as Grafana reads it from a file."""
    return {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "description": dashboard.meaning,
        "tags": ["onward"],
        "timezone": "Europe/London",
        "editable": False,
        "graphTooltip": 1,
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timepicker": {},
        "templating": {"list": []},
        "annotations": {"list": [_alerts()]},
        "links": [{"type": "dashboards", "tags": ["onward"], "title": "Onward", "asDropdown": False, "keepTime": True}],
        "panels": list(_positioned(dashboard.rows)),
    }


def _alerts() -> dict[str, Any]:
    return {
        "name": "Alerts",
        "datasource": DATA_SOURCE,
        "enable": True,
        "iconColor": "red",
        "expr": 'ALERTS{alertname=~"Onward.*", alertstate="firing"}',
        "titleFormat": "{{alertname}}",
        "textFormat": "{{service}} {{consumer}}",
        "step": "30s",
    }


def _positioned(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Yield rows and panels, numbered, each with its place on the grid."""
    number, top = 0, 0
    for row in rows:
        number += 1
        yield {
            "id": number,
            "type": "row",
            "title": row.title,
            "collapsed": False,
            "gridPos": {"x": 0, "y": top, "w": WIDTH, "h": 1},
            "panels": [],
        }
        top, left, tallest = top + 1, 0, 0
        for panel in row.panels:
            if left + panel.width > WIDTH:
                top, left, tallest = top + tallest, 0, 0
            number += 1
            height = HEIGHT[panel.look]
            yield {"id": number, "gridPos": {"x": left, "y": top, "w": panel.width, "h": height}, **_panel(panel)}
            left, tallest = left + panel.width, max(tallest, height)
        top += tallest


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        "type": panel.look,
        "title": panel.title,
        "description": panel.meaning,
        "datasource": DATA_SOURCE,
        "targets": [_target(place, query, panel.look) for place, query in enumerate(panel.queries)],
        "fieldConfig": {"defaults": _defaults(panel), "overrides": []},
        "options": _OPTIONS[panel.look],
    }


def _target(place: int, query: Query, look: Look) -> dict[str, Any]:
    at_once = look in ("stat", "table")
    return {
        "refId": chr(ord("A") + place),
        "datasource": DATA_SOURCE,
        "expr": query.expr,
        "legendFormat": query.legend or "__auto",
        "editorMode": "code",
        "instant": at_once,
        "range": not at_once,
        "format": "table" if look == "table" else "time_series",
    }


def _defaults(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    if panel.alarming_from is not None:
        steps.append({"color": "red", "value": panel.alarming_from})
    return {
        "unit": panel.unit,
        "min": 0,
        "color": {"mode": "thresholds" if panel.look == "stat" else "palette-classic"},
        "thresholds": {"mode": "absolute", "steps": steps},
        "custom": _line(panel) if panel.look == "timeseries" else {},
    }


def _line(panel: Panel) -> dict[str, Any]:
    style = {"mode": "off" if panel.alarming_from is None else "line"}
    return {"lineWidth": 1, "fillOpacity": 10, "showPoints": "never", "thresholdsStyle": style}


_OPTIONS: Final[dict[Look, dict[str, Any]]] = {
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "stat": {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "background",
        "graphMode": "none",
        "textMode": "auto",
        "justifyMode": "auto",
        "orientation": "auto",
    },
    "table": {"showHeader": True, "cellHeight": "sm"},
}
