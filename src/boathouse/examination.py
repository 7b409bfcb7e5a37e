"""AWS's image examined: every assumption of the overlay, one by one, as a report to paste into a bug."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from boathouse import __version__, client, runs
from boathouse.containers import Containers
from boathouse.deploy import LOCAL_ROLE

if TYPE_CHECKING:
    from rich.console import Console

    from boathouse.client import Cloud
    from boathouse.config import Settings

_INSIDE = "/opt/boathouse/glue/doctor.py"
_PROBE = "docker/glue/probe.py"
_SERDE = "org.openx.data.jsonserde.JsonSerDe"


@dataclass(frozen=True)
class Finding:
    """One assumption, whether it holds, and what was found."""

    what: str
    good: bool
    found: str


def report(settings: Settings, console: Console) -> int:
    """Bring the containers up if they are not, look at everything, print it; 1 if something does not hold."""
    containers = Containers(settings)
    with client.connected(settings, console.status) as cloud:
        head = _head(containers)
        findings = [*_image(containers), *inside(containers), *probed(containers, cloud)]
    lines = [f"{'ok ' if one.good else 'BAD'} {one.what:<26} {one.found}" for one in findings]
    bad = sum(not one.good for one in findings)
    verdict = "Every assumption holds." if not bad else f"{bad} of {len(findings)} assumptions do not hold."
    for line in [*head, "", *lines, "", verdict]:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 1 if bad else 0


def inside(containers: Containers) -> list[Finding]:
    """What a look from inside the Glue container finds."""
    command = ["bash", "-l", "-c", f"exec python3.11 {_INSIDE}"]
    status, output = containers.execute("glue", command)
    found = [Finding(**json.loads(line)) for line in output.splitlines() if line.startswith("{")]
    if status or not found:
        found.append(Finding("look from inside", good=False, found=output.strip()[-300:]))
    return found


def probed(containers: Containers, cloud: Cloud) -> list[Finding]:
    """What a Glue job finds that tries every way to the emulated cloud."""
    name = f"doctor{uuid4().hex[:8]}"
    s3, glue = cloud.clients.s3, cloud.clients.glue
    script = (containers.folder / _PROBE).read_bytes()
    s3.create_bucket(Bucket=name)
    try:
        s3.put_object(Bucket=name, Key="probe.py", Body=script)
        s3.put_object(Bucket=name, Key="in/rows.json", Body=b'{"n": 1}\n{"n": 2}\n')
        glue.create_database(DatabaseInput={"Name": name, "LocationUri": f"s3://{name}/"})
        glue.create_table(DatabaseName=name, TableInput=_table(name))
        return _run(cloud, name)
    finally:
        _clear(cloud, name)


def _run(cloud: Cloud, name: str) -> list[Finding]:
    glue = cloud.clients.glue
    command: Any = {"Name": "glueetl", "ScriptLocation": f"s3://{name}/probe.py", "PythonVersion": "3"}
    arguments = {"--bucket": name, "--database": name, "--enable-glue-datacatalog": "true"}
    glue.create_job(Name=name, Role=LOCAL_ROLE, Command=command, DefaultArguments=arguments)
    *_, last = runs.watch_job(glue, name, glue.start_job_run(JobName=name)["JobRunId"])
    log = b"".join(cloud.log(last.id, "stdout")).decode(errors="replace")
    lines = [line.removeprefix("PROBE ") for line in log.splitlines() if line.startswith("PROBE ")]
    found = [Finding(**json.loads(line)) for line in lines]
    found.append(Finding("a Glue job runs", good=last.succeeded, found=f"{last.state} {last.error}".strip()))
    tables = {table["Name"] for table in glue.get_tables(DatabaseName=name)["TableList"]}
    made = "made_by_probe" in tables
    found.append(Finding("its table is in the catalog", good=made, found=", ".join(sorted(tables))))
    return found


def _clear(cloud: Cloud, name: str) -> None:
    s3, glue = cloud.clients.s3, cloud.clients.glue
    glue.delete_job(JobName=name)
    if name in {database["Name"] for database in glue.get_databases()["DatabaseList"]}:
        glue.delete_database(Name=name)
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name):
        for found in page.get("Contents", []):
            s3.delete_object(Bucket=name, Key=found["Key"])
    s3.delete_bucket(Bucket=name)


def _table(bucket: str) -> Any:
    text = "org.apache.hadoop"
    return {
        "Name": "probe",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": "json"},
        "StorageDescriptor": {
            "Columns": [{"Name": "n", "Type": "int"}],
            "Location": f"s3://{bucket}/in/",
            "InputFormat": f"{text}.mapred.TextInputFormat",
            "OutputFormat": f"{text}.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "SerdeInfo": {"SerializationLibrary": _SERDE},
        },
    }


def _head(containers: Containers) -> list[str]:
    info = containers.client.info()
    return [
        f"Boathouse {__version__}, Docker {info['ServerVersion']}, {info['OperatingSystem']}, "
        f"{info['Architecture']}, {platform.system()}",
        *(f"{name}: {containers.image(name)}" for name in containers.present()),
    ]


def _image(containers: Containers) -> list[Finding]:
    container = containers.container("glue")
    entry = container.image.attrs["Config"].get("Entrypoint") if container and container.image else None
    return [Finding("entry point", good=entry == ["bash", "-l"], found=str(entry))]
