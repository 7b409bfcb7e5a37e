"""The pipeline: what `jobs/workflow.toml` and the files it names say, checked before anything starts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from boathouse.errors import PipelineError
from boathouse.tomlfile import TomlFile

FILE = Path("jobs/workflow.toml")
_LOCATION = re.compile(r"\blocation\s+'s3[an]?://([^/']+)/([^']*)'", re.IGNORECASE)

_PIPELINE = {
    "bucket": str,
    "database": str,
    "name": str,
    "prefixes": list,
    "ddl": list,
    "fixtures": str,
    "schedule": str,
    "scan_limit": int,
    "defaults": dict,
    "jobs": dict,
}
_DEFAULTS = {
    "glue_version": str,
    "worker_type": str,
    "workers": int,
    "timeout": int,
    "retries": int,
    "concurrency": int,
    "arguments": dict,
}
_NEEDED = {
    "bucket": 'bucket = "my-lake"',
    "database": 'database = "my_lake"',
    "jobs": '[jobs.my_job], and below it script = "jobs/my_job.py".',
}
_JOB = {"script": str, "after": list, **_DEFAULTS}
_GENERATOR = "It must be a Python script that takes --out DIR and writes the landing data there."
GLUE_VERSIONS = ("0.9", "1.0", "2.0", "3.0", "4.0", "5.0", "5.1")
LONGEST_TIMEOUT = 10080
"""Minutes: seven days."""
WORKERS = {
    **{"Standard": 1, "G.025X": 0.25},
    **{"G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8, "G.12X": 12, "G.16X": 16},
    **{"R.1X": 1, "R.2X": 2, "R.4X": 4, "R.8X": 8},  # whose DPUs, of more memory, cost more
}
"""The worker types, and the DPUs of each."""
# What AWS would refuse only after half of the pipeline is deployed, and what it wants.
_RULES: dict[str, tuple[Callable[[Any], object], str]] = {
    "bucket": (
        re.compile(r"(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]").fullmatch,
        "3 to 63 lower-case letters, digits, hyphens and dots, a letter or digit at both ends",
    ),
    "schedule": (
        re.compile(r"(cron\(\S+( \S+){5}\))?").fullmatch,
        'a cron expression of six fields such as "cron(0 6 * * ? *)", 6:00 UTC',
    ),
    "scan_limit": (lambda gigabytes: gigabytes >= 1, "1 or more"),
    "glue_version": (GLUE_VERSIONS.__contains__, f"one of {', '.join(GLUE_VERSIONS)}"),
    "worker_type": (WORKERS.__contains__, f"one of {', '.join(WORKERS)}"),
    "workers": (lambda workers: workers >= 1, "1 or more"),
    "timeout": (range(1, LONGEST_TIMEOUT + 1).__contains__, f"1 to {LONGEST_TIMEOUT} minutes"),
    "retries": (range(11).__contains__, "0 to 10"),
    "concurrency": (lambda runs: runs >= 1, "1 or more"),
}
_WORDS = {str: "a text", int: "a whole number", list: "a list of texts", dict: "a table"}


@dataclass(frozen=True)
class Job:
    """One Glue job: a script, how it runs, and which jobs it waits for."""

    name: str
    script: Path
    after: tuple[str, ...] = ()
    glue_version: str = "5.1"
    worker_type: str = "G.1X"
    workers: int = 2
    timeout: int = 60
    """Minutes."""
    retries: int = 0
    concurrency: int = 1
    """Runs at the same time."""
    arguments: tuple[tuple[str, str], ...] = ()

    def with_arguments(self, overrides: Mapping[str, str]) -> Job:
        """The same job with other values for those of its arguments that `overrides` names."""
        return replace(
            self, arguments=tuple((key, overrides.get(key, value)) for key, value in self.arguments)
        )


@dataclass(frozen=True)
class Pipeline:
    """A bucket, a database, its DDL, and jobs in an order in which each comes after what it waits for."""

    root: Path
    bucket: str
    database: str
    name: str
    prefixes: tuple[str, ...] = ()
    ddl: tuple[Path, ...] = ()
    fixtures: Path | None = None
    jobs: tuple[Job, ...] = ()
    default_bucket: str = ""
    """The bucket that the SQL files spell out; `sql` puts `bucket` in its place."""
    schedule: str = ""
    """When AWS starts the workflow by itself: a cron expression of six fields, UTC."""
    scan_limit: int = 10
    """GB that one query of the pipeline's Athena workgroup may scan."""

    @classmethod
    def load(cls, root: Path, *, bucket: str | None = None) -> Pipeline:
        """Read and check the pipeline of the project at `root`.

        Raises PipelineError that names the file, and the line of a wrong key.
        """
        return _Reader(TomlFile.read(root / FILE), root).pipeline(bucket)

    def sql(self, file: Path) -> str:
        """The text of a SQL file, for this pipeline's bucket.

        Raises PipelineError for a file that is no text in UTF-8, or cannot be read.
        """
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PipelineError(f"the SQL cannot be read ({error}).", where=str(file)) from error
        return text.replace(f"s3://{self.default_bucket}/", f"s3://{self.bucket}/")

    @property
    def queries(self) -> tuple[Path, ...]:
        """The queries of the project, by name."""
        return tuple(sorted((self.root / "sql/queries").glob("*.sql")))

    @property
    def landing(self) -> tuple[str, ...]:
        """Prefixes where data arrives: the locations of the DDL's tables, otherwise those named landing/."""
        located = [place for file in self.ddl for place in _LOCATION.findall(self.sql(file))]
        found = [key.rstrip("/") + "/" for bucket, key in located if bucket == self.bucket]
        named = [prefix for prefix in self.prefixes if prefix.endswith("landing/")]
        return tuple(dict.fromkeys(found or named))

    def with_arguments(self, overrides: Mapping[str, str]) -> Pipeline:
        """The same pipeline with other values for arguments that its jobs declare.

        Raises PipelineError for an argument that no job has: it would change nothing.
        """
        declared = {key for job in self.jobs for key, _ in job.arguments}
        for key in overrides:
            if key not in declared:
                known = ", ".join(sorted(declared)) or "none"
                raise PipelineError(
                    f"no job has an argument {key}{_nearest(key, declared)}.",
                    where=str(self.root / FILE),
                    remedy=f"Known: {known}.",
                )
        jobs = (
            replace(j, arguments=tuple((k, overrides.get(k, v)) for k, v in j.arguments)) for j in self.jobs
        )
        return replace(self, jobs=tuple(jobs))

    def job_of(self, script: Path) -> Job | None:
        """The job that runs `script`, if the pipeline has one."""
        return next((job for job in self.jobs if job.script == script.resolve()), None)


class _Reader:
    """Checks a parsed workflow.toml key by key and builds the pipeline from it."""

    def __init__(self, file: TomlFile, root: Path) -> None:
        self.file, self.root = file, root

    def pipeline(self, bucket: str | None) -> Pipeline:
        top = self.file.content
        self.check(top, _PIPELINE, "")
        for key, example in _NEEDED.items():
            if not top.get(key):
                raise self.file.error(f"'{key}' is missing.", remedy=f"Add it: {example}")
        if bucket and not _RULES["bucket"][0](bucket):
            raise PipelineError(f"'{bucket}' cannot be a bucket's name: it must be {_RULES['bucket'][1]}.")
        words = {"{bucket}": bucket or top["bucket"], "{database}": top["database"]}
        return Pipeline(
            root=self.root,
            bucket=bucket or top["bucket"],
            default_bucket=top["bucket"],
            database=top["database"],
            name=top.get("name", top["database"]),
            prefixes=tuple(prefix.strip("/") + "/" for prefix in top.get("prefixes", [])),
            ddl=tuple(self.existing(name, "", "ddl") for name in top.get("ddl", [])),
            fixtures=self.generator(top["fixtures"]) if "fixtures" in top else None,
            jobs=self.jobs(top, words),
            schedule=top.get("schedule", ""),
            scan_limit=top.get("scan_limit", Pipeline.scan_limit),
        )

    def jobs(self, top: dict[str, Any], words: Mapping[str, str]) -> tuple[Job, ...]:
        defaults = top.get("defaults", {})
        self.check(defaults, _DEFAULTS, "defaults")
        jobs = {name: self.job(name, table, defaults, words) for name, table in top["jobs"].items()}
        self.distinct(jobs)
        for job in jobs.values():
            for other in job.after:
                if other not in jobs:
                    raise self.file.error(
                        f"job '{job.name}' waits for '{other}', which is not a job{_nearest(other, jobs)}.",
                        f"jobs.{job.name}",
                        "after",
                    )
        return tuple(self.ordered(jobs))

    def job(self, name: str, table: Any, defaults: dict[str, Any], words: Mapping[str, str]) -> Job:
        where = f"jobs.{name}"
        if not isinstance(table, dict):
            raise self.file.error(f"'{name}' must be a table.", "jobs", name, remedy=f"Write [jobs.{name}].")
        self.check(table, _JOB, where)
        if "script" not in table:
            raise self.file.error(f"job '{name}' has no 'script'.", where)
        merged = {**defaults, **table}
        arguments = {**defaults.get("arguments", {}), **table.get("arguments", {})}
        return Job(
            name=name,
            script=self.compiled(self.existing(table["script"], where, "script")),
            after=tuple(table.get("after", [])),
            arguments=tuple((key, self.filled(value, words)) for key, value in arguments.items()),
            **{key: merged[key] for key in _DEFAULTS if key in merged and key != "arguments"},
        )

    def check(self, table: dict[str, Any], known: Mapping[str, type], where: str) -> None:
        for key, value in table.items():
            if key not in known:
                raise self.file.error(
                    f"unknown key '{key}'{_in(where)}{_nearest(key, known)}.",
                    where,
                    key,
                    f"Known: {', '.join(known)}.",
                )
            kind = known[key]
            right = isinstance(value, kind) and not isinstance(value, bool)
            if kind is list:
                right = right and all(isinstance(item, str) for item in value)
            if not right:
                raise self.file.error(
                    f"'{key}'{_in(where)} must be {_WORDS[kind]}, not {value!r}.", where, key
                )
            if key in _RULES and not _RULES[key][0](value):
                words = f"must be {_RULES[key][1]}, not {value!r}."
                raise self.file.error(f"'{key}'{_in(where)} {words}", where, key)
            if key == "arguments":
                self.check_arguments(value, f"{where}.arguments")

    def check_arguments(self, arguments: dict[str, Any], where: str) -> None:
        for key, value in arguments.items():
            if not key.startswith("--"):
                raise self.file.error(
                    f"argument '{key}' must begin with two dashes.", where, key, f'Write "--{key}".'
                )
            if not isinstance(value, str):
                raise self.file.error(
                    f"argument '{key}' must be a text, as Glue takes it, not {value!r}.",
                    where,
                    key,
                    f'Write "{key}" = "{str(value).lower()}".',
                )

    def existing(self, name: str, where: str, key: str, remedy: str = "") -> Path:
        path = (self.root / name).resolve()
        if not path.is_file():
            wrong = "is a folder" if path.is_dir() else "does not exist"
            raise self.file.error(f"'{key}'{_in(where)} names {name}, which {wrong}.", where, key, remedy)
        return path

    def generator(self, name: str) -> Path:
        """The script that writes the landing data; its data itself is a likely mistake."""
        path = self.existing(name, "", "fixtures", _GENERATOR)
        try:
            return self.compiled(path)
        except PipelineError as error:
            raise PipelineError(error.message, where=error.where, remedy=_GENERATOR) from error

    def compiled(self, script: Path) -> Path:
        """Refuse at once what every run of the job would only find out later."""
        check_syntax(script)
        return script

    def filled(self, value: str, words: Mapping[str, str]) -> str:
        for word, text in words.items():
            value = value.replace(word, text)
        return value

    def distinct(self, jobs: Mapping[str, Job]) -> None:
        """Refuse names that AWS's case-insensitive half, or the bucket's scripts/ folder, take for one."""
        names: dict[str, str] = {}
        scripts: dict[str, Job] = {}
        for name, job in jobs.items():
            if names.setdefault(name.lower(), name) != name:
                message = f"jobs '{names[name.lower()]}' and '{name}' differ in case only."
                raise self.file.error(message, f"jobs.{name}")
            first = scripts.setdefault(job.script.name, job)
            if first.script != job.script:
                message = f"the scripts of '{first.name}' and '{name}' have the same file name."
                raise self.file.error(message, f"jobs.{name}", "script")

    def ordered(self, jobs: Mapping[str, Job]) -> Iterator[Job]:
        """Each job after those it waits for, otherwise as in the file."""
        done: set[str] = set()

        def visit(name: str, path: tuple[str, ...]) -> Iterator[Job]:
            if name in path:
                cycle = " → ".join((*path[path.index(name) :], name))
                raise self.file.error(
                    f"jobs wait for each other in a circle: {cycle}.", f"jobs.{name}", "after"
                )
            if name not in done:
                for other in jobs[name].after:
                    yield from visit(other, (*path, name))
                done.add(name)
                yield jobs[name]

        for name in jobs:
            yield from visit(name, ())


def check_syntax(script: Path) -> None:
    """Raise PipelineError, with the line, for a script that Python cannot compile, or that cannot be read."""
    try:
        compile(script.read_bytes(), str(script), "exec", dont_inherit=True)
    except OSError as error:
        raise PipelineError(f"the script cannot be read ({error.strerror}).", where=str(script)) from error
    except SyntaxError as error:
        text = f": {error.text.strip()}" if error.text else ""
        raise PipelineError(
            f"the script does not compile ({error.msg}){text}", where=f"{script}, line {error.lineno}"
        ) from error
    except ValueError as error:
        raise PipelineError(f"the script does not compile ({error}).", where=str(script)) from error


def _in(where: str) -> str:
    return f" in [{where}]" if where else ""


def _nearest(word: str, known: Mapping[str, Any] | set[str]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f" (did you mean '{close[0]}'?)" if close else ""
