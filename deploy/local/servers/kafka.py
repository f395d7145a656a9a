"""One Apache Kafka broker (KRaft, broker and controller in one process), built from the committed list of jars."""

import base64
import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.jobs.kafka.administration import AccountsRefused, Administration
from deploy.jobs.kafka.passwords import ensure_passwords
from deploy.jobs.tls import certificates
from deploy.jobs.whole_files import write_whole
from deploy.local.errors import StackError
from deploy.local.machine import ports, processes
from deploy.local.machine.processes import Known
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.servers import jars
from deploy.local.servers.java import find_java
from deploy.local.servers.kafka_address import KafkaAddress
from deploy.local.servers.kafka_sign_in import SignIn, answers, sign_in
from deploy.local.state.files import read_json, write_json
from shared.contracts.rights import account_on_kafka
from shared.kafka.access import KafkaAccess
from shared.settings import KafkaSecurity

READY_S = 120.0
STOP_S = 20.0
_PLAIN: Final = "SASL_PLAINTEXT"
# The first compiler alone: what the second one costs in a young broker is more than it saves (it halved the broker's
# processor time over a bench of half a minute). It compiles a method after a tenth of the calls that it would wait for:
# in a young broker interpreting costs more than compiling (two fifths of the broker's time over a short bench). Large
# pages save a fifth of what an idle broker costs.
HEAP = (
    *("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+UseTransparentHugePages"),
    *("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=0.1"),
)
TEMPLATE = CHECKOUT / "deploy" / "kafka" / "server.properties"
"""What the broker of the compose file is set by, too."""
LOCAL_SETTINGS = """
# One disk, quick to return after kill -9: the session time-outs are short, the internal topics small.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=1
group.min.session.timeout.ms=1000
log.cleaner.backoff.ms=1000
log.cleaner.dedupe.buffer.size=2097152
log.index.size.max.bytes=1048576
"""
# A door through which the administrator's password is set again where its file was lost. It is open for a moment, on
# loopback. The last of several lines counts.
RESCUE_SETTINGS = """
listeners=INSIDE://{inside},OUTSIDE://{outside},CONTROLLER://{controller},RESCUE://{rescue}
advertised.listeners=INSIDE://{inside},OUTSIDE://{outside},RESCUE://{rescue}
listener.security.protocol.map=INSIDE:{security},OUTSIDE:{security},CONTROLLER:{security},RESCUE:PLAINTEXT
super.users=User:onward-admin;User:onward-broker;User:ANONYMOUS
"""


@dataclass(frozen=True, slots=True)
class Broker:
    """A running broker: its process and its address."""

    process: Known
    address: KafkaAddress


@dataclass(frozen=True, slots=True)
class _Ports:
    inside: int
    outside: int
    controller: int

    def addresses(self) -> dict[str, str]:
        return {name: f"{ports.LOOPBACK}:{getattr(self, name)}" for name in ("inside", "outside", "controller")}


def start(paths: StackPaths) -> Broker:
    """Return the running broker of this stack, started if need be. Raise StackError when it does not come up."""
    security = _wanted_security(paths)
    running = find(paths)
    if running and running.address.security == security:
        access = running.address.access()
        if processes.wait_until(lambda: answers(access), 30, pause_s=0.2):
            return running
    stop(paths)
    class_path = jars.install(paths.jars, jars.read_list())
    java = find_java()
    passwords = ensure_passwords(paths.kafka_passwords)
    if security == "SASL_SSL":
        certificates.ensure(paths.kafka_certificates, [ports.LOOPBACK, "localhost"])
    chosen = _choose_ports(paths)
    settings = _write_settings(paths, chosen, security)
    _format_once(paths, java, class_path, settings, passwords)
    print("Starting Kafka ...", flush=True)
    started = _launch(paths, java, class_path)
    if sign_in(started.address.access()) is SignIn.REFUSED:
        _let_everybody_in(paths, java, class_path, chosen)
        _write_settings(paths, chosen, security)
        started = _launch(paths, java, class_path)
    return started


def find(paths: StackPaths) -> Broker | None:
    """Return the broker of this stack when it runs."""
    process = processes.find("kafka.Kafka", str(_settings_path(paths)))
    address = _address_in_settings(paths) if process else None
    return Broker(process, address) if process and address else None


def stop(paths: StackPaths) -> bool:
    """Stop the broker. Return False when none ran."""
    process = processes.find("kafka.Kafka", str(_settings_path(paths)))
    if process is None:
        return False
    processes.stop(process, grace_s=STOP_S)
    return True


def _launch(paths: StackPaths, java: Path, class_path: str) -> Broker:
    command = [str(java), *HEAP, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", class_path]
    process = processes.start(
        [*command, "kafka.Kafka", str(_settings_path(paths))],
        log=paths.logs / "kafka.log",
        environment=_environment(),
        folder=paths.kafka,
    )
    address = _address_in_settings(paths)
    assert address is not None
    broker = Broker(process, address)
    _wait_ready(broker, paths)
    return broker


def _wait_ready(broker: Broker, paths: StackPaths) -> None:
    """Wait until the broker answers. Raise StackError with the end of its log when it ends or stays silent."""
    log = paths.logs / "kafka.log"
    access = broker.address.access()
    ended_or_ready = processes.wait_until(
        lambda: not broker.process.alive() or sign_in(access) is not SignIn.AWAY, READY_S, pause_s=0.2
    )
    if not broker.process.alive():
        raise StackError(f"Kafka stopped while starting; the end of {log}:\n{processes.tail(log)}")
    if not ended_or_ready:
        raise StackError(f"Kafka did not answer within {READY_S:.0f} s; the end of {log}:\n{processes.tail(log)}")


def _let_everybody_in(paths: StackPaths, java: Path, class_path: str, chosen: _Ports) -> None:
    """Set the passwords of all accounts anew: the data is ours.

    The file of the administrator's was lost, or the disk was formatted without accounts.
    """
    print("Kafka does not know its administrator's password: setting all passwords anew ...", flush=True)
    stop(paths)
    rescue = f"{ports.LOOPBACK}:{ports.choose(None, taken=set())}"
    path, security = _settings_path(paths), _wanted_security(paths)
    with path.open("a", encoding="utf-8") as out:
        out.write(RESCUE_SETTINGS.format(**chosen.addresses(), rescue=rescue, security=security))
    _launch(paths, java, class_path)
    passwords = ensure_passwords(paths.kafka_passwords)
    try:
        Administration(KafkaAccess(rescue)).set_passwords(
            {account_on_kafka(name): text for name, text in passwords.items()}
        )
    except AccountsRefused as refusal:
        raise StackError(f"Kafka's passwords could not be set anew: {refusal}") from None
    finally:
        stop(paths)


def _settings_path(paths: StackPaths) -> Path:
    return paths.kafka / "server.properties"


def _address_in_settings(paths: StackPaths) -> KafkaAddress | None:
    """Return the address of the broker that was last started; one without accounts when it is of an earlier kind."""
    try:
        lines = _settings_path(paths).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    known = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    doors = dict(re.findall(r"(\w+)://([^,]+)", known.get("advertised.listeners", "")))
    if "INSIDE" not in doors:
        return KafkaAddress(doors["PLAINTEXT"]) if "PLAINTEXT" in doors else None
    security: KafkaSecurity = "SASL_SSL" if "INSIDE:SASL_SSL" in known["listener.security.protocol.map"] else _PLAIN
    ca_file = paths.kafka_certificates / certificates.AUTHORITY if security == "SASL_SSL" else None
    return KafkaAddress(doors["INSIDE"], security, ca_file, paths.kafka_passwords, outside=doors["OUTSIDE"])


def _wanted_security(paths: StackPaths) -> KafkaSecurity:
    """Return what ONWARD_KAFKA_TLS asks for; left out, what it asked for the last time."""
    state = read_json(paths.state)
    asked = os.environ.get("ONWARD_KAFKA_TLS") or state.get("kafka_tls") or "no"
    if asked not in ("yes", "no"):
        raise StackError(f"ONWARD_KAFKA_TLS is yes or no, not {asked}.")
    if state.get("kafka_tls") != asked:
        write_json(paths.state, state | {"kafka_tls": asked})
    return "SASL_SSL" if asked == "yes" else _PLAIN


def _choose_ports(paths: StackPaths) -> _Ports:
    state = read_json(paths.state)
    inside = ports.choose(state.get("kafka_port"))
    controller = ports.choose(state.get("kafka_controller_port"), taken={inside})
    outside = ports.choose(state.get("kafka_outside_port"), taken={inside, controller})
    chosen = {"kafka_port": inside, "kafka_controller_port": controller, "kafka_outside_port": outside}
    write_json(paths.state, state | chosen)
    return _Ports(inside, outside, controller)


def _write_settings(paths: StackPaths, chosen: _Ports, security: KafkaSecurity) -> Path:
    paths.kafka.mkdir(mode=0o700, exist_ok=True)
    known = {name.upper(): address for name, address in chosen.addresses().items()}
    known |= {f"{name}_ADVERTISED": known[name] for name in ("INSIDE", "OUTSIDE")}
    known |= {
        "DATA": str(paths.kafka / "data"),
        "SECURITY": security,
        "PASSWORDS": str(paths.kafka_passwords),
        "CERTIFICATES": str(paths.kafka_certificates),
    }
    text = TEMPLATE.read_text(encoding="utf-8") + LOCAL_SETTINGS
    path = _settings_path(paths)
    path.write_text(re.sub(r"@([A-Z_]+)@", lambda word: known[word[1]], text), encoding="utf-8")
    return path


def _format_once(paths: StackPaths, java: Path, class_path: str, settings: Path, passwords: Mapping[str, str]) -> None:
    """Give the data folder its cluster id and its accounts. A folder left half formatted is made anew."""
    data, mark = paths.kafka / "data", paths.kafka / "formatting"
    if (data / "meta.properties").exists() and not mark.exists():
        return
    shutil.rmtree(data, ignore_errors=True)
    mark.touch()
    words = ["format", "-t", _cluster_id(), "-c", str(settings)]
    for name, text in passwords.items():
        words += ["--add-scram", f'SCRAM-SHA-512=[name="{account_on_kafka(name)}",password="{text}"]']
    # In a file: whoever may list processes reads their words.
    arguments = paths.kafka / "format-arguments"
    write_whole(arguments, "\n".join(words) + "\n")
    command = [str(java), "-Xmx256m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", class_path]
    command += ["kafka.tools.StorageTool", f"@{arguments}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=_environment(), timeout=120, check=False)
    finally:
        arguments.unlink()
    if done.returncode:
        raise StackError(f"Kafka's data folder could not be made: {done.stderr.strip()[-500:]}")
    mark.unlink()


def _cluster_id() -> str:
    return "ow" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[2:22]


def _environment() -> dict[str, str]:
    """Keep Java options of the user's own out of the broker."""
    unwanted = {"JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"}
    return {name: value for name, value in os.environ.items() if name not in unwanted and not name.startswith("KAFKA_")}
