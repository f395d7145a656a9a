"""What an operator may change about ingest."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from shared.settings import ServiceSettings


class IngestRole(StrEnum):
    """What a process of this service does; by default both."""

    DOOR = "door"
    EXTRACTOR = "extractor"


class IngestSettings(ServiceSettings):
    """Read once, by `main`."""

    roles: Annotated[frozenset[IngestRole], NoDecode] = frozenset(IngestRole)
    """What this process does: `door`, `extractor` or both, with a comma between them."""
    hook_keys_file: Path = Path(".onward/hook_keys.json")
    """JSON object of sender and list of `whsec_…` keys (two live ones while a key is being exchanged), or
    {"keys": […], "may_send": ["ROLL"]} for the one that sends the county roll."""
    watched_folder: Path | None = None
    """A folder to look into for files with a side-car record; None: there is none."""
    watched_folder_may_send: Annotated[frozenset[str], NoDecode] = frozenset()
    """Collections of the authority's own that may come through the folder, comma-separated (ROLL): only where none but
    its own people can write to it."""
    watched_folder_every_s: float = Field(5.0, gt=0, le=3600)
    """Seconds between two looks into the folder."""
    watched_folder_kept_days: float = Field(30, gt=0, le=3650)
    """How long refused files, and the results of all, stay in the folder. A file that was taken is in the vault."""
    reader_memory_mb: int = Field(512, ge=256, le=4096)
    """Address space of the child that reads one file."""
    reader_cpu_s: int = Field(20, ge=5, le=300)
    """Seconds of processor time that the child may take for one file."""
    readers: int = Field(2, ge=1, le=16)
    """Files read at the same time."""

    @field_validator("roles", "watched_folder_may_send", mode="before")
    @classmethod
    def _from_list(cls, value: object) -> object:
        return frozenset(filter(None, value.replace(" ", "").split(","))) if isinstance(value, str) else value
