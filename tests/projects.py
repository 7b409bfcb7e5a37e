"""A small pipeline on disk: three jobs, one landing table, a generator."""

from __future__ import annotations

from pathlib import Path

WORKFLOW = """\
bucket = "lake"
database = "shop"
name = "shop"
prefixes = ["orders/landing/", "orders/trusted/"]
ddl = ["sql/orders_landing.sql"]
fixtures = "fixtures/generate.py"

[defaults]
glue_version = "5.1"
timeout = 5

[defaults.arguments]
"--bucket" = "{bucket}"
"--mode" = "plain"

[jobs.clean]
script = "jobs/clean.py"

[jobs.audit]
script = "jobs/audit.py"

[jobs.report]
script = "jobs/report.py"
after = ["clean", "audit"]
"""

DDL = """\
-- what the shop sends
CREATE EXTERNAL TABLE IF NOT EXISTS orders_landing (
  id bigint,
  amount double
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://lake/orders/landing/';
"""

GENERATOR = """\
import argparse, pathlib
p = argparse.ArgumentParser()
p.add_argument("--out", type=pathlib.Path)
p.add_argument("--scale", type=int, default=1)
p.add_argument("--seed", type=int, default=0)
p.add_argument("--defect")
a = p.parse_args()
if a.defect:
    raise SystemExit(f"no defect {a.defect}")
folder = a.out / "orders/landing"
folder.mkdir(parents=True)
lines = [f'{{"id": {n}, "amount": {n}.5}}' for n in range(3 * a.scale)]
(folder / "orders.json").write_text("\\n".join(lines) + "\\n")
"""


def write_project(root: Path, workflow: str = WORKFLOW) -> Path:
    """Write the pipeline under `root`; returns `root`."""
    for folder in ("jobs", "sql", "fixtures"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "jobs/workflow.toml").write_text(workflow)
    for name in ("clean", "audit", "report"):
        (root / f"jobs/{name}.py").write_text(f"print('{name}')\n")
    (root / "sql/orders_landing.sql").write_text(DDL)
    (root / "fixtures/generate.py").write_text(GENERATOR)
    return root
