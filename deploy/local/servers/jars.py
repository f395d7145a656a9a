"""Kafka's jars: fetched by their Maven coordinates, kept only when they match the hashes in our own list."""

import hashlib
import os
import shutil
import tempfile
import tomllib
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import StackError

LIST = Path(__file__).with_name("kafka-jars.txt")
BROKER = "org.apache.kafka:kafka_2.13"
CLIENTS = "org.apache.kafka:kafka-clients"
TOOLS = "org.apache.kafka:kafka-tools"
"""Kafka's commands, such as the console consumer. Taken alone: what they do here needs nothing else of theirs."""
MACHINE_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
AT_ONCE = 8
TRIES = 3


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar: `group:artifact`, its version and its SHA-256."""

    name: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        """Return the file's name, which carries the group so that no two can collide."""
        return f"{self.name.replace(':', '.')}-{self.version}.jar"

    @property
    def maven_path(self) -> Path:
        """Return where a Maven repository folder keeps it."""
        group, artifact = self.name.split(":")
        return Path(*group.split("."), artifact, self.version, f"{artifact}-{self.version}.jar")


def read_list(path: Path = LIST) -> tuple[Jar, ...]:
    """Return the jars of the list. Raise StackError when clients and broker differ in version."""
    jars = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        coordinates, sha256 = line.split()
        group, artifact, version = coordinates.split(":")
        jars.append(Jar(f"{group}:{artifact}", version, sha256))
    check_versions(jars)
    return tuple(jars)


def check_versions(jars: list[Jar]) -> None:
    """Refuse a list whose kafka-clients is not the broker's own: such a broker dies at its start."""
    versions = {jar.name: jar.version for jar in jars}
    if not versions.get(BROKER) or versions[BROKER] != versions.get(CLIENTS):
        raise StackError(f"The list of jars has broker {versions.get(BROKER)} but clients {versions.get(CLIENTS)}.")


def install(folder: Path, jars: tuple[Jar, ...]) -> str:
    """Bring every jar of the list into `folder` and return the class path: exactly these, nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in jars if not matches(folder / jar.file_name, jar)]
    if missing:
        print(f"Fetching {len(missing)} of Kafka's {len(jars)} jars (all are 45 MB, once) ...", flush=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch, ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda jar: _bring(jar, folder, Path(scratch)), missing))
    return os.pathsep.join(str(folder / jar.file_name) for jar in jars)


def matches(path: Path, jar: Jar) -> bool:
    """Return whether the file exists and has the checksum of the list."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest() == jar.sha256
    except OSError:
        return False


def _bring(jar: Jar, folder: Path, scratch: Path) -> None:
    """Copy the jar from the user's own Maven folder if it is there, else fetch it; check it; move it into place."""
    copy = scratch / jar.file_name
    local = Path.home() / ".m2" / "repository" / jar.maven_path
    if matches(local, jar):
        shutil.copyfile(local, copy)
    else:
        shutil.copyfile(_fetch(jar, scratch), copy)
    if not matches(copy, jar):
        raise StackError(f"{jar.name}:{jar.version} does not match the hash in {LIST.name}; it was refused.")
    copy.replace(folder / jar.file_name)


def _fetch(jar: Jar, scratch: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a package that it imports complains where there is no desktop session
        from jgo.maven import MavenContext

    if MACHINE_CERTIFICATES.exists():
        # Trust what the machine trusts, also where a firm's own certificate stands before the network.
        os.environ.setdefault("REQUESTS_CA_BUNDLE", str(MACHINE_CERTIFICATES))
    group, artifact = jar.name.split(":")
    for attempt in range(1, TRIES + 1):
        context = MavenContext(repo_cache=scratch / f"try-{attempt}", local_repos=[], timeout=60)
        try:
            return Path(context.project(group, artifact).at_version(jar.version).artifact().resolve())
        except (OSError, RuntimeError) as failure:  # requests' errors are OSErrors
            if attempt == TRIES:
                raise StackError(f"{jar.name}:{jar.version} could not be fetched: {type(failure).__name__}.") from None
    raise AssertionError("unreachable")


def resolve_list(version: str) -> list[Jar]:
    """Return the jars that a new Kafka version needs, as Maven would choose them, with their hashes."""
    from jgo.env import EnvironmentBuilder, LinkStrategy
    from jgo.maven import MavenContext

    with tempfile.TemporaryDirectory() as scratch:
        context = MavenContext(repo_cache=Path(scratch) / "repository")
        builder = EnvironmentBuilder(context=context, link_strategy=LinkStrategy.HARD, cache_dir=Path(scratch) / "env")
        home = builder.from_endpoint(f"{BROKER}:{version}+org.slf4j:slf4j-simple:1.7.36").path
        lock = tomllib.loads((home / "jgo.lock.toml").read_text(encoding="utf-8"))
        tools = _fetch(Jar(TOOLS, version, ""), Path(scratch)).read_bytes()
    jars = [Jar(f"{d['groupId']}:{d['artifactId']}", d["version"], d["sha256"]) for d in lock["dependencies"]]
    jars.append(Jar(TOOLS, version, hashlib.sha256(tools).hexdigest()))
    check_versions(jars)
    return sorted(jars, key=lambda jar: jar.name)


def write_list(jars: list[Jar], path: Path = LIST) -> None:
    """Write the list. It names coordinates and hashes, and no host."""
    head = "# Kafka's jars: coordinates and SHA-256. Written by `python -m deploy.local jars VERSION`."
    lines = [f"{jar.name}:{jar.version} {jar.sha256}" for jar in jars]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
