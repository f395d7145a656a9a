"""Types into workbooks as a person does in LibreOffice Calc, and saves them; runs under the system's own Python (uno).

The list names for each workbook its file, what to type into which cell of which sheet, and where to save it as what.
"""

import json
import subprocess
import sys
import time
import uuid
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
SECONDS_MAX = 120
LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>en-GB</value></prop></item>
</oor:items>
"""
"""Dates are typed as senders type them: the day first."""


def values(**named):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in named.items())


def start(profile: Path) -> tuple[subprocess.Popen, str]:
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(LOCALE, encoding="utf-8")
    pipe = f"onward{uuid.uuid4().hex[:12]}"
    arguments = ["--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{profile}"]
    return subprocess.Popen(["soffice", *arguments, f"--accept=pipe,name={pipe};urp;"]), pipe


def connect(pipe: str):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + SECONDS_MAX
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def fill(desktop, dispatcher, job) -> None:
    book = desktop.loadComponentFromURL(Path(job["template"]).as_uri(), "_blank", 0, values(Hidden=True))
    try:
        controller = book.CurrentController
        for name, typed in job["sheets"].items():
            controller.setActiveSheet(book.Sheets.getByName(name))
            for cell, text in typed.items():
                dispatcher.executeDispatch(controller.Frame, ".uno:GoToCell", "", 0, values(ToPoint=cell))
                dispatcher.executeDispatch(controller.Frame, ".uno:EnterString", "", 0, values(StringName=text))
        for out in job["save"]:
            book.storeToURL(Path(out).as_uri(), values(FilterName=FILTERS[Path(out).suffix]))
    finally:
        book.close(True)


def main(listed: str, profile: str) -> None:
    office, pipe = start(Path(profile))
    try:
        context = connect(pipe)
        manager = context.ServiceManager
        desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        for job in json.loads(Path(listed).read_text(encoding="utf-8")):
            fill(desktop, dispatcher, job)
            print(job["template"], flush=True)
        desktop.terminate()
        office.wait(SECONDS_MAX)
    finally:
        if office.poll() is None:
            office.terminate()
            office.wait(SECONDS_MAX)


if __name__ == "__main__":
    main(*sys.argv[1:])
