"""The manual of the hook: its shell example does what it says, and its tables name every answer."""

import asyncio
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from shared.contracts.ingest import SubmissionExtracted
from tests.integration.ingest.conftest import KEY, Deployment, Ear, running
from tests.support import workbooks
from tests.support.stack import CHECKOUT

MANUAL = (CHECKOUT / "docs" / "upload-hook.md").read_text(encoding="utf-8")


@pytest.mark.stack
async def test_the_shell_example_sends_a_file(deployment: Deployment, ear: Ear, tmp_path: Path) -> None:
    [script] = re.findall(r"```sh\n(.*?)```", MANUAL, re.DOTALL)
    file = tmp_path / "8860001 enrolment.xlsx"
    file.write_bytes(workbooks.enrolment())
    environment = os.environ | {"URL": f"{deployment.url}/hooks/perspective-lite", "KEY": KEY, "FILE": str(file)}
    async with running(deployment):
        done = await asyncio.to_thread(
            subprocess.run, ["sh", "-eu", "-c", script], env=environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        answer, _, status = done.stdout.rpartition(" ")
        assert status == "202\n"
        said = await ear.outcome_of(json.loads(answer)["submission_id"])
        refused = await asyncio.to_thread(
            subprocess.run,
            ["sh", "-c", script],
            env=environment | {"KEY": "whsec_" + "A" * 43 + "="},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert isinstance(said, SubmissionExtracted)
    assert said.rows == 1
    assert refused.returncode != 0
    assert refused.stdout.endswith(" 401\n")


def test_the_manual_names_every_reason_for_a_refusal() -> None:
    web = CHECKOUT / "services" / "ingest" / "entrypoints" / "web"
    source = "".join((web / name).read_text(encoding="utf-8") for name in ("hook.py", "signatures.py"))
    reasons = set(re.findall(r'_refusal\(\d+, "(\w+)"', source))
    reasons |= set(re.findall(r'return "(\w+)"', source)) | {"empty", "wrong_kind_of_file"}
    assert {"signature_missing", "timestamp_stale", "sha256_differs"} <= reasons
    assert {reason for reason in reasons if f"`{reason}`" not in MANUAL} == set()
