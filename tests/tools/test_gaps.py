"""The README's table of gaps is made of docstrings."""

from __future__ import annotations

from pathlib import Path

from tools.gaps import Gap, gaps, table

MODULE = '''
class Jobs:
    def start_job_run(self):
        """Start a run.

        AWS: https://docs.example/StartJobRun.html
        Differs: worker type and number are stored,
        not obeyed.
        Differs: no queue.
        """

    def get_job(self):
        """Promise nothing is missing.

        AWS: https://docs.example/GetJob.html
        """

def helper():
    """Differs: a | b."""
'''


def test_every_differs_line_is_a_gap(tmp_path: Path) -> None:
    folder = tmp_path / "boathouse/services/glue"
    folder.mkdir(parents=True)
    (folder / "jobs.py").write_text(MODULE)
    page = "https://docs.example/StartJobRun.html"
    assert gaps(tmp_path) == [
        Gap("Glue", "jobs.helper", "a | b.", ""),
        Gap("Glue", "Jobs.start_job_run", "no queue.", page),
        Gap("Glue", "Jobs.start_job_run", "worker type and number are stored, not obeyed.", page),
    ]


def test_the_table_is_markdown() -> None:
    found = [Gap("Glue", "helper", "a | b.", ""), Gap("S3", "put", "c.", "https://x")]
    assert table(found).splitlines()[2:] == [
        "| Glue | helper | a \\| b. | the same |",
        "| S3 | [put](https://x) | c. | LocalStack's S3 instead |",
    ]


def test_an_operation_and_a_rule_are_named_as_aws_has_them(tmp_path: Path) -> None:
    pages = ["https://docs.example/API_GetJob.html", "https://docs.example/dqdl-rule-types-RowCount.html"]
    (tmp_path / "awsgluedq").mkdir()
    for name, page in zip(("get_job", "row_count"), pages, strict=True):
        text = f'def {name}():\n    """Do.\n\n    AWS: {page}\n    Differs: a little.\n    """\n'
        (tmp_path / "awsgluedq" / f"{name}.py").write_text(text)
    assert [gap.name for gap in gaps(tmp_path)] == ["GetJob", "RowCount"]


def test_glue_studios_transforms_are_the_same_under_docker(tmp_path: Path) -> None:
    (tmp_path / "awsglue" / "_studio").mkdir(parents=True)
    (tmp_path / "awsglue" / "_studio" / "gs_x.py").write_text('"""X.\n\nDiffers: a little.\n"""\n')
    assert table(gaps(tmp_path)).splitlines()[2:] == ["| Glue Studio | gs_x | a little. | the same |"]
