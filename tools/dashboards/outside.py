"""The dashboard of the outside: what senders owe and send, what they are told, how pages and the hook answer."""

from typing import Final

from tools.dashboards.panels import Dashboard, Panel, Query, Row

_RETURNS: Final = Row(
    "Returns",
    (
        Panel(
            "Late and overdue",
            "Returns for which nothing that can be used has come, by the calendar.",
            (Query('max by (state) (onward_returns_missing{job="onward"})', "{{state}}"),),
            look="stat",
        ),
        Panel(
            "Held",
            "Returns that wait for somebody's decision.",
            (Query('max(onward_returns_held{job="onward"})', "held"),),
            look="stat",
            width=6,
        ),
        Panel(
            "Held longest",
            "How long the oldest of them has waited.",
            (Query('max(onward_returns_held_oldest_seconds{job="onward"})', "oldest"),),
            "s",
            "stat",
            width=6,
            alarming_from=2 * 86400,
        ),
        Panel(
            "Late, overdue, held",
            "Over time.",
            (
                Query('max by (state) (onward_returns_missing{job="onward"})', "{{state}}"),
                Query('max(onward_returns_held{job="onward"})', "held"),
            ),
            width=12,
        ),
        Panel(
            "Submissions by outcome",
            "In an hour: read, repeated, unreadable, set aside.",
            (Query('sum by (outcome) (increase(onward_submissions_total{job="onward"}[1h]))', "{{outcome}}"),),
            width=12,
        ),
    ),
)
_MAILS: Final = Row(
    "E-mails",
    (
        Panel(
            "E-mails by outcome",
            "In an hour, by kind and what became of them.",
            (
                Query(
                    'sum by (kind, outcome) (increase(onward_mails_total{job="onward"}[1h])) > 0',
                    "{{kind}}: {{outcome}}",
                ),
            ),
            width=12,
        ),
        Panel(
            "E-mails waiting",
            "What the last look was to send, and did not.",
            (Query('max by (kind) (onward_mails_waiting{job="onward"})', "{{kind}}"),),
            width=12,
            alarming_from=1,
        ),
    ),
)
_REQUESTS: Final = Row(
    "Requests",
    (
        Panel(
            "Requests a second",
            "By service and status.",
            (
                Query(
                    'sum by (service, status) (rate(onward_http_requests_total{job="onward"}[$__rate_interval]))',
                    "{{service}} {{status}}",
                ),
            ),
            "reqps",
        ),
        Panel(
            "Seconds, 95 of 100",
            "By service.",
            (
                Query(
                    "histogram_quantile(0.95, sum by (service, le) "
                    '(rate(onward_http_seconds_bucket{job="onward"}[$__rate_interval])))',
                    "{{service}}",
                ),
            ),
            "s",
        ),
        Panel(
            "Answered with an error of ours",
            "Share of requests answered with 500 or more.",
            (
                Query(
                    'sum by (service) (rate(onward_http_requests_total{job="onward", status=~"5.."}[$__rate_interval]))'
                    ' / sum by (service) (rate(onward_http_requests_total{job="onward"}[$__rate_interval]))',
                    "{{service}}",
                ),
            ),
            "percentunit",
            alarming_from=0.05,
        ),
    ),
)
_SUBSCRIBERS: Final = Row(
    "Who hears of status changes",
    (
        Panel(
            "Webhooks: oldest that was not taken",
            "Age of the oldest status change that a webhook has not taken.",
            (Query('max by (webhook) (onward_webhook_oldest_seconds{job="onward"})', "{{webhook}}"),),
            "s",
            alarming_from=3600,
        ),
        Panel(
            "Webhooks: waiting, and given up",
            "Status changes that wait, and messages that are not tried any more.",
            (
                Query('max by (webhook) (onward_webhook_changes_waiting{job="onward"})', "{{webhook}}: waiting"),
                Query('max by (webhook) (onward_webhook_dead_letters{job="onward"})', "{{webhook}}: given up"),
            ),
        ),
        Panel(
            "Groups that read the public topic",
            "Age of the oldest status change that a group has not read.",
            (Query('max by (group) (onward_subscriber_lag_seconds{job="onward"})', "{{group}}"),),
            "s",
            alarming_from=86400,
        ),
    ),
)
_DISK: Final = Row(
    "Vault",
    (
        Panel(
            "Free on the disk of the vault",
            "Where the sealed originals lie.",
            (Query('min(onward_vault_free_bytes{job="onward", service="ingest"})', "free"),),
            "bytes",
            width=12,
        ),
        Panel(
            "Share that is free",
            "Less than a tenth raises an alert.",
            (
                Query(
                    'min(onward_vault_free_bytes{job="onward", service="ingest"}'
                    ' / onward_vault_size_bytes{job="onward", service="ingest"})',
                    "free",
                ),
            ),
            "percentunit",
            width=12,
        ),
    ),
)

OUTSIDE: Final = Dashboard(
    "onward-outside",
    "Onward: returns, e-mails and requests",
    "What senders owe and send, what they are told, and how fast pages and the hook answer.",
    (_RETURNS, _MAILS, _SUBSCRIBERS, _REQUESTS, _DISK),
)
