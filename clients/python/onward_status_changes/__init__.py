"""Keeps a table of what each young person is doing, from Onward's public topic of status changes.

`Follower` reads the topic and keeps a `Table`: repeats, tombstones, heartbeats, restarts and lost disks are its affair.
What it promises, and what each message means, is in Onward's docs/status-changes.md.
"""

from onward_status_changes.changes import Change
from onward_status_changes.connection import Connection, ConnectionFileError
from onward_status_changes.following import TOPIC, TOPIC_IN_FULL, Follower
from onward_status_changes.kafka_log import AccountRefusedError, TopicMissingError
from onward_status_changes.message import Status, StatusGroup, UnreadableMessageError, read_message
from onward_status_changes.sqlite_table import SqliteTable
from onward_status_changes.table import Progress, Table

__all__ = [
    "TOPIC",
    "TOPIC_IN_FULL",
    "AccountRefusedError",
    "Change",
    "Connection",
    "ConnectionFileError",
    "Follower",
    "Progress",
    "SqliteTable",
    "Status",
    "StatusGroup",
    "Table",
    "TopicMissingError",
    "UnreadableMessageError",
    "read_message",
]
