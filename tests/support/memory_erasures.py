"""Orders to erase in memory: none, unless a test gives some."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.ingest.usecases.ports import FileToClear, KeptFile
from services.reporting.usecases.erasure.ports import NewFlag
from shared.erasure.orders import ErasureOrder


@dataclass
class MemoryFlags:
    """Flags that were entered."""

    added: list[NewFlag] = field(default_factory=list)

    async def add(self, flag: NewFlag) -> bool:
        self.added.append(flag)
        return True

    async def hear(self, people: Iterable[UUID], at: datetime) -> None:
        pass


@dataclass
class MemoryErasures:
    """Stands for the orders of a service, and of ingest for its files."""

    open: list[ErasureOrder] = field(default_factory=list)
    files: list[FileToClear] = field(default_factory=list)
    kept: list[KeptFile] = field(default_factory=list)
    finished: list[ErasureOrder] = field(default_factory=list)

    async def take(self) -> ErasureOrder | None:
        return self.open[0] if self.open else None

    async def erase(self, order: ErasureOrder) -> int:
        return len(order.people)

    async def find_file(self, order: ErasureOrder) -> FileToClear | None:
        return self.files[0] if self.files else None

    async def keep(self, order: ErasureOrder, file: FileToClear, kept: KeptFile) -> bool:
        self.files.remove(file)
        self.kept.append(kept)
        return True

    async def done(self, order: ErasureOrder, removed: int) -> None:
        self.open.remove(order)
        self.finished.append(order)
