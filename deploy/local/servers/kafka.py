"""One Apache Kafka broker (KRaft, broker and controller in one process), built from the committed list of jars."""

import asyncio
import base64
import os
import shutil
import socket
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.local.errors import StackError
from deploy.local.machine import ports, processes
from deploy.local.machine.processes import Known
from deploy.local.paths import StackPaths
from deploy.local.servers import jars
from deploy.local.servers.java import find_java
from deploy.local.state.files import read_json, write_json

READY_S = 120.0
STOP_S = 20.0
# The first compiler alone: what the second one costs in a young broker is more than it saves (it halved the broker's
# processor time over a bench of half a minute). It compiles a method after a tenth of the calls that it would wait for:
# in a young broker interpreting costs more than compiling (two fifths of the broker's time over a short bench). Large
# pages save a fifth of what an idle broker costs.
HEAP = (
    *("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+UseTransparentHugePages"),
    *("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=0.1"),
)
# One disk, one broker, quick to return after kill -9: the session time-outs are short, the internal topics small.
SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
offsets.retention.minutes=43200
group.min.session.timeout.ms=1000
log.cleaner.backoff.ms=1000
log.cleaner.dedupe.buffer.size=2097152
log.index.size.max.bytes=1048576
"""


@dataclass(frozen=True, slots=True)
class Broker:
    """A running broker: its process and its address."""

    process: Known
    bootstrap_servers: str


def start(paths: StackPaths) -> Broker:
    """Return the running broker of this stack, started if need be. Raise StackError when it does not come up."""
    running = find(paths)
    if running and processes.wait_until(lambda: answers(running.bootstrap_servers), 30, pause_s=0.2):
        return running
    stop(paths)
    class_path = jars.install(paths.jars, jars.read_list())
    java = find_java()
    broker, controller = _choose_ports(paths)
    settings = _write_settings(paths, broker, controller)
    _format_once(paths, java, class_path, settings)
    print("Starting Kafka ...", flush=True)
    command = [str(java), *HEAP, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", class_path]
    process = processes.start(
        [*command, "kafka.Kafka", str(settings)],
        log=paths.logs / "kafka.log",
        environment=_environment(),
        folder=paths.kafka,
    )
    started = Broker(process, f"{ports.LOOPBACK}:{broker}")
    wait_ready(started, paths)
    return started


def find(paths: StackPaths) -> Broker | None:
    """Return the broker of this stack when it runs."""
    process = processes.find("kafka.Kafka", str(_settings_path(paths)))
    port = _port_in_settings(paths) if process else None
    return Broker(process, f"{ports.LOOPBACK}:{port}") if process and port else None


def stop(paths: StackPaths) -> bool:
    """Stop the broker. Return False when none ran."""
    process = processes.find("kafka.Kafka", str(_settings_path(paths)))
    if process is None:
        return False
    processes.stop(process, grace_s=STOP_S)
    return True


def answers(bootstrap_servers: str, *, timeout_s: float = 3.0) -> bool:
    """Return whether a broker at this address answers a metadata call."""
    if not _listens(bootstrap_servers):
        return False
    return asyncio.run(_answers(bootstrap_servers, timeout_s))


def wait_ready(broker: Broker, paths: StackPaths) -> None:
    """Wait until the broker answers. Raise StackError with the end of its log when it ends or stays silent."""
    log = paths.logs / "kafka.log"
    ended_or_ready = processes.wait_until(
        lambda: not broker.process.alive() or answers(broker.bootstrap_servers), READY_S, pause_s=0.2
    )
    if not broker.process.alive():
        raise StackError(f"Kafka stopped while starting; the end of {log}:\n{processes.tail(log)}")
    if not ended_or_ready:
        raise StackError(f"Kafka did not answer within {READY_S:.0f} s; the end of {log}:\n{processes.tail(log)}")


def _listens(bootstrap_servers: str) -> bool:
    """Knock first: the client's own attempts at a closed door are slow and loud."""
    for address in bootstrap_servers.split(","):
        host, _, port = address.strip().rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=2).close()
        except (OSError, ValueError):
            continue
        return True
    return False


async def _answers(bootstrap_servers: str, timeout_s: float) -> bool:
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=int(timeout_s * 1000))
    try:
        async with asyncio.timeout(timeout_s):
            await client.start()
            return bool((await client.describe_cluster())["brokers"])
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        await client.close()


def _settings_path(paths: StackPaths) -> Path:
    return paths.kafka / "server.properties"


def _port_in_settings(paths: StackPaths) -> int | None:
    try:
        lines = _settings_path(paths).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    found = [line.rsplit(":", 1)[1] for line in lines if line.startswith("advertised.listeners=")]
    return int(found[0]) if found else None


def _choose_ports(paths: StackPaths) -> tuple[int, int]:
    state = read_json(paths.state)
    broker = ports.choose(state.get("kafka_port"))
    controller = ports.choose(state.get("kafka_controller_port"), taken={broker})
    write_json(paths.state, state | {"kafka_port": broker, "kafka_controller_port": controller})
    return broker, controller


def _write_settings(paths: StackPaths, broker: int, controller: int) -> Path:
    paths.kafka.mkdir(mode=0o700, exist_ok=True)
    path = _settings_path(paths)
    path.write_text(SETTINGS.format(broker=broker, controller=controller, data=paths.kafka / "data"), encoding="utf-8")
    return path


def _format_once(paths: StackPaths, java: Path, class_path: str, settings: Path) -> None:
    """Give the data folder its cluster id. A folder left half formatted holds no data and is made anew."""
    data, mark = paths.kafka / "data", paths.kafka / "formatting"
    if (data / "meta.properties").exists() and not mark.exists():
        return
    shutil.rmtree(data, ignore_errors=True)
    mark.touch()
    command = [str(java), "-Xmx256m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", class_path]
    command += ["kafka.tools.StorageTool", "format", "-t", _cluster_id(), "-c", str(settings)]
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(), timeout=120, check=False)
    if done.returncode:
        raise StackError(f"Kafka's data folder could not be made: {done.stderr.strip()[-500:]}")
    mark.unlink()


def _cluster_id() -> str:
    return "ow" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[2:22]


def _environment() -> dict[str, str]:
    """Keep Java options of the user's own out of the broker."""
    unwanted = {"JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"}
    return {name: value for name, value in os.environ.items() if name not in unwanted and not name.startswith("KAFKA_")}
