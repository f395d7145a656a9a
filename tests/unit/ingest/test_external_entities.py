"""A workbook that asks for a file of the machine does not get it."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child_protocol import FrameKind
from tests.support import workbooks
from tests.support.office_packages import part_of, rewritten

SECRET = "what stands in a file of this machine"
TEXT = workbooks.A_LEARNER["C1"]
PARTS = {"xlsx": ("xl/sharedStrings.xml", "sst"), "ods": ("content.xml", "office:document-content")}


def said_of(content: bytes, file_name: str) -> list[tuple[FrameKind, Any]]:
    said: list[tuple[FrameKind, Any]] = []
    read_file(content, file_name, lambda kind, payload: said.append((kind, json.loads(payload))))
    return said


def asking_for(address: str, form: str) -> bytes:
    """Return a return whose learner lives at what stands at an address."""
    part, root = PARTS[form]
    declaration = f'<!DOCTYPE {root} [<!ENTITY home SYSTEM "{address}">]>'

    def change(xml: str) -> str:
        assert f">{TEXT}<" in xml
        begin = xml.index(f"<{root}")
        return f"{xml[:begin]}{declaration}{xml[begin:].replace(f'>{TEXT}<', '>&home;<')}"

    return rewritten(workbooks.enrolment(file_format=form), part, change)


@pytest.mark.parametrize("form", PARTS)
def test_a_file_of_the_machine_never_comes_into_a_cell(tmp_path: Path, form: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    assert part_of(asking_for(secret.as_uri(), form), PARTS[form][0]).count("&home;") == 1
    said = said_of(asking_for(secret.as_uri(), form), f"a.{form}")
    assert said, "the child says how it ended"
    assert SECRET not in json.dumps([payload for _, payload in said])
