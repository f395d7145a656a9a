"""Restoring a backup into this stack: the servers are started, the job does its work, the services stay down."""

from collections.abc import Sequence
from pathlib import Path

from cli import tools
from cli.addresses import Addresses
from deploy.jobs.recovery.manifest import read_manifest
from deploy.local import stack
from deploy.local.errors import StackError
from deploy.local.paths import StackPaths
from deploy.local.services import launch
from deploy.local.state import addresses
from shared.contracts.rights import ADMINISTRATOR


def restore(paths: StackPaths, arguments: Sequence[str]) -> int:
    """Run the job with these arguments, the backup's folder first; return its exit code."""
    if stack.supervisor_of(paths):
        raise StackError("The services run: `make down` first.")
    if not arguments:
        raise StackError("Name the backup's folder.")
    folder = Path(arguments[0]).resolve()
    content = stack.start_servers(paths)
    environment = launch.common_environment(paths, content, {})
    addresses.update(paths, lambda file: file.update(environment=environment))
    known, words = Addresses(paths.addresses, addresses.read(paths)), (str(folder), *arguments[1:])
    code = tools.run_job(known, "recovery.restore", *words, kafka_account=ADMINISTRATOR)
    if not code:
        _keep_date(paths, folder)
        print("`make up` starts the services.")
    return code


def _keep_date(paths: StackPaths, folder: Path) -> None:
    """Go on with the simulated date of the backup, if it had one: a demonstration's."""
    date = read_manifest(folder).business_date
    if date:
        addresses.update(paths, lambda file: file["environment"].update({launch.SIMULATED: date}))
