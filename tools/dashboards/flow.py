"""The dashboard of the way of a row: what goes through the services, what waits, what goes wrong."""

from typing import Final

from tools.dashboards.panels import Dashboard, Panel, Query, Row

_NOW: Final = Row(
    "Now",
    (
        Panel(
            "Processes that answer",
            "Processes of the services that Prometheus reached at its last try.",
            (Query('sum by (service) (up{job="onward"})', "{{service}}"),),
            look="stat",
        ),
        Panel(
            "PostgreSQL, Kafka",
            "1: a service cannot reach it.",
            (
                Query('max(onward_database_away{job="onward"})', "PostgreSQL away"),
                Query('max(onward_kafka_away{job="onward"})', "Kafka away"),
            ),
            look="stat",
            width=4,
            alarming_from=1,
        ),
        Panel(
            "Consumers halted",
            "Consumers that stopped after too many dead letters.",
            (Query('sum(onward_consumer_halted{job="onward"})', "halted"),),
            look="stat",
            width=3,
            alarming_from=1,
        ),
        Panel(
            "Dead letters, 24 hours",
            "Messages that nobody could read.",
            (Query('sum(increase(onward_dead_letters_total{job="onward"}[24h]))', "dead letters"),),
            look="stat",
            width=3,
            alarming_from=1,
        ),
        Panel(
            "Oldest message waiting",
            "Age of the oldest message that has not been handled.",
            (Query('max(onward_consumer_lag_seconds{job="onward"})', "age"),),
            "s",
            "stat",
            width=3,
            alarming_from=300,
        ),
        Panel(
            "Oldest unsent",
            "Age of the oldest batch of the outbox that was committed and not sent.",
            (Query('max(onward_outbox_oldest_seconds{job="onward"})', "age"),),
            "s",
            "stat",
            width=3,
            alarming_from=120,
        ),
    ),
)
_ROWS: Final = Row(
    "Rows",
    (
        Panel(
            "Rows a second by stage",
            "Rows read from files, judged, matched; people whose status was computed; messages published.",
            (Query('sum by (stage) (rate(onward_stage_rows_total{job="onward"}[$__rate_interval]))', "{{stage}}"),),
            "rowsps",
        ),
        Panel(
            "Rows accepted and refused",
            "By validation.",
            (Query('sum by (outcome) (rate(onward_rows_total{job="onward"}[$__rate_interval]))', "{{outcome}}"),),
            "rowsps",
        ),
        Panel(
            "Processor time a row",
            "By stage, of the thread that works; with what the database and Kafka need on top.",
            (
                Query(
                    'sum by (stage) (rate(onward_stage_cpu_seconds_total{job="onward"}[$__rate_interval])) * 1e6'
                    ' / sum by (stage) (rate(onward_stage_rows_total{job="onward"}[$__rate_interval]))',
                    "{{stage}}",
                ),
            ),
            "µs",
        ),
    ),
)
_WAITING: Final = Row(
    "What waits",
    (
        Panel(
            "Messages not handled",
            "By consumer: service and topic.",
            (Query('sum by (consumer) (onward_consumer_lag{job="onward"}) > 0', "{{consumer}}"),),
        ),
        Panel(
            "Age of the oldest",
            "How long the oldest message of each consumer has waited.",
            (Query('max by (consumer) (onward_consumer_lag_seconds{job="onward"}) > 0', "{{consumer}}"),),
            "s",
            alarming_from=300,
        ),
        Panel(
            "Outbox",
            "Batches committed and not sent.",
            (Query('sum by (service) (onward_outbox_batches{job="onward"})', "{{service}}"),),
        ),
    ),
)
_LATENCY: Final = Row(
    "Seconds",
    (
        Panel(
            "A submission in each service, 95 of 100",
            "From the first part that came to the last that was done.",
            (
                Query(
                    "histogram_quantile(0.95, sum by (service, le) "
                    '(rate(onward_submission_seconds_bucket{job="onward"}[$__rate_interval])))',
                    "{{service}}",
                ),
            ),
            "s",
        ),
        Panel(
            "A batch of messages, 95 of 100",
            "From delivery to the end of the handler.",
            (
                Query(
                    "histogram_quantile(0.95, sum by (consumer, le) "
                    '(rate(onward_handler_seconds_bucket{job="onward"}[$__rate_interval])))',
                    "{{consumer}}",
                ),
            ),
            "s",
        ),
        Panel(
            "Messages published a second",
            "Acknowledged by Kafka, by topic.",
            (
                Query(
                    'sum by (topic) (rate(onward_events_published_total{job="onward"}[$__rate_interval]))', "{{topic}}"
                ),
            ),
            "ops",
        ),
    ),
)
_TROUBLE: Final = Row(
    "Trouble",
    (
        Panel(
            "Dead letters",
            "In five minutes, by consumer and reason.",
            (
                Query(
                    'sum by (consumer, reason) (increase(onward_dead_letters_total{job="onward"}[5m])) > 0',
                    "{{consumer}}: {{reason}}",
                ),
            ),
        ),
        Panel(
            "Tried again",
            "Attempts repeated after a transient error, and publishing that failed.",
            (
                Query('sum by (consumer) (increase(onward_retries_total{job="onward"}[5m])) > 0', "{{consumer}}"),
                Query('sum(increase(onward_publish_failures_total{job="onward"}[5m]))', "publishing"),
            ),
        ),
        Panel(
            "Delivered again, rebalanced, relayed, lost",
            "Deliveries of events handled before; assignments of partitions; batches sent by the relay; gaps.",
            (
                Query('sum(increase(onward_events_repeated_total{job="onward"}[5m]))', "delivered again"),
                Query('sum(increase(onward_rebalances_total{job="onward"}[5m]))', "rebalanced"),
                Query('sum(increase(onward_outbox_batches_relayed_total{job="onward"}[5m]))', "relayed"),
                Query('sum(increase(onward_gaps_total{job="onward"}[5m]))', "gaps"),
            ),
        ),
    ),
)
_PROCESSES: Final = Row(
    "Processes",
    (
        Panel(
            "Processor",
            "Processors that each process keeps busy.",
            (Query('rate(process_cpu_seconds_total{job="onward"}[$__rate_interval])', "{{service}} {{instance}}"),),
        ),
        Panel(
            "Memory",
            "Resident memory of each process.",
            (Query('process_resident_memory_bytes{job="onward"}', "{{service}} {{instance}}"),),
            "bytes",
        ),
        Panel(
            "What runs",
            "Version, commit, Python, and whether hot modules are compiled.",
            (Query('sum by (service, version, commit, python, compiled) (onward_build_info{job="onward"})'),),
            look="table",
        ),
    ),
)

FLOW: Final = Dashboard(
    "onward-flow",
    "Onward: the way of a row",
    "From the rows of a file to changes of status: what goes through, what waits, what goes wrong.",
    (_NOW, _ROWS, _WAITING, _LATENCY, _TROUBLE, _PROCESSES),
)
