"""Draw the passwords of Kafka's accounts once, and put each where its container alone finds it (docker-compose.yml).

Runs as root: the folders belong to the accounts of different images. What is there stays as it is.
"""

import os
import sys
from pathlib import Path
from typing import Final

from deploy.jobs.kafka.passwords import EVERYBODY, ensure_passwords, write_password
from shared.contracts.rights import ACCOUNTS, MONITOR, UNLIMITED, account_on_kafka

ADMINISTRATOR_S: Final = "admin"
"""The folder with all passwords, for the job that makes accounts."""
BROKER_S: Final = "broker"
OURS: Final = 10001
KAFKA: Final = 1000
"""The numbers of the users in our images, and in Kafka's."""

UI: Final = """\
kafka:
  clusters:
    - name: onward
      bootstrapServers: kafka:9092
      readOnly: true
      properties:
        security.protocol: {security}
        sasl.mechanism: SCRAM-SHA-512
        sasl.jaas.config: >-
          org.apache.kafka.common.security.scram.ScramLoginModule required
          username="{account}" password="{password}";
"""
_ENCRYPTED: Final = """\
        ssl.truststore.type: PEM
        ssl.truststore.location: /run/onward/trust/authority.pem
"""
"""What the page of topics and consumers is set by; the brokers' certificates are checked where it is encrypted."""
_SECURITY: Final = "ONWARD_KAFKA_SECURITY"


def hand_out(root: Path, security: str = "SASL_PLAINTEXT") -> None:
    """Fill `root`: `admin` with all passwords, `broker` with the broker's two, and for each other account a folder.

    `security`: how Kafka is spoken to, for the page of topics, which reads no setting of ours.
    """
    passwords = ensure_passwords(root / ADMINISTRATOR_S, EVERYBODY)
    for name in ACCOUNTS:
        _put(root / name, {"password": passwords[name]}, OURS)
    page = UI.format(account=account_on_kafka(MONITOR), password=passwords[MONITOR], security=security)
    _put(root / MONITOR, {"ui.yml": page + (_ENCRYPTED if security.endswith("SSL") else "")}, OURS)
    _put(root / BROKER_S, {name: passwords[name] for name in UNLIMITED}, KAFKA)
    _give(root / ADMINISTRATOR_S, OURS)


def _put(folder: Path, files: dict[str, str], user: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_password(folder, name, text)
    _give(folder, user)


def _give(folder: Path, user: int) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            os.chown(path, user, user)
    folder.chmod(0o700)


if __name__ == "__main__":
    hand_out(Path(sys.argv[1]), os.environ.get(_SECURITY) or "SASL_PLAINTEXT")
