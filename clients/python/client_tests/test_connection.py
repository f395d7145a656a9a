"""The file of properties: what Kafka's own programs write in it, and what is refused by name."""

from pathlib import Path

import pytest
from onward_status_changes.connection import Connection, ConnectionFileError

LOGIN = 'org.apache.kafka.common.security.scram.ScramLoginModule required username="consumer" password="a\\\\"b";'


def read(folder: Path, *lines: str) -> Connection:
    file = folder / "consumer.properties"
    file.write_text("\n".join(lines), encoding="utf-8")
    return Connection.from_file(file)


def test_an_account_is_read_and_its_password_is_not_printed(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "# a comment",
        "bootstrap.servers = kafka-1:9094,kafka-2:9094",
        "security.protocol=SASL_PLAINTEXT",
        "sasl.mechanism=SCRAM-SHA-512",
        f"sasl.jaas.config={LOGIN}",
    )
    assert (found.username, found.password) == ("consumer", 'a"b')
    options = found.client_options()
    assert options["bootstrap_servers"] == ["kafka-1:9094", "kafka-2:9094"]
    assert options["sasl_plain_password"] == 'a"b'
    assert 'a"b' not in repr(found)


def test_without_security_the_address_is_enough(tmp_path: Path) -> None:
    assert read(tmp_path, "bootstrap.servers=127.0.0.1:9092").client_options() == {
        "bootstrap_servers": ["127.0.0.1:9092"],
        "security_protocol": "PLAINTEXT",
    }


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ([], "bootstrap.servers"),
        (["bootstrap.servers=a:1", "security.protocol=TLS"], "security.protocol"),
        (["bootstrap.servers=a:1", "security.protocol=SASL_SSL"], "sasl.jaas.config"),
        (["bootstrap.servers=a:1", "security.protocol=SSL", "ssl.truststore.location=a.jks"], "ssl.truststore.type"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, lines: list[str], named: str) -> None:
    with pytest.raises(ConnectionFileError, match=named):
        read(tmp_path, *lines)
