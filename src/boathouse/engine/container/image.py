"""The image as the agent finds it: where Spark is, what is preset, and what the overlay adds."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_CLASS_PATHS = ("spark.driver.extraClassPath", "spark.executor.extraClassPath")
_JAVA_OPTIONS = "spark.driver.extraJavaOptions"


@dataclass(frozen=True)
class Image:
    """Facts of the image; `overlay` is the folder that `docker/glue` is mounted as.

    `hive_client` says how the image's Spark SQL reaches the Data Catalog: `glue`, by AWS's client for
    Hive, or `metastore`, by Hive's own.
    """

    spark_home: Path
    overlay: Path
    s3: str
    """URL of the S3 server for S3A."""
    hive_client: str
    python_path: str
    java_options: str = ""
    """For the JVM of each run, as GLUE_JAVA_OPTIONS has them."""

    @classmethod
    def here(cls, overlay: Path, environ: Mapping[str, str]) -> Image:
        """Read what the image and the compose file say."""
        return cls(
            Path(environ.get("SPARK_HOME") or "/usr/lib/spark"),
            overlay,
            environ["S3_ENDPOINT"],
            environ.get("HIVE_CLIENT") or "glue",
            environ.get("PYTHONPATH", ""),
            environ.get("GLUE_JAVA_OPTIONS", ""),
        )

    @property
    def submit(self) -> Path:
        """The program that starts a job."""
        return self.spark_home / "bin" / "spark-submit"

    def trouble(self) -> str:
        """Say what keeps any job from running here; empty if nothing does."""
        if not self.submit.exists():
            return f"{self.submit} is not there: this is not the image that the overlay is made for."
        return ""

    def settings(self, name: str, **values: str) -> dict[str, str]:
        """Read a file of the overlay in the form of spark-defaults.conf, its `$names` filled in."""
        return _parsed(self.text(name, **values))

    def text(self, name: str, **values: str) -> str:
        """Read a file of the overlay's `conf`, its `$names` filled in."""
        content = (self.overlay / "conf" / name).read_text()
        return string.Template(content).substitute(s3=self.s3, **values)

    def with_presets(self, class_path: Path) -> dict[str, str]:
        """Settings that would replace the image's own presets, hence joined with them.

        The folder goes ahead of the preset class paths, the JVM's options after the preset ones.
        """
        preset = self.spark_home / "conf" / "spark-defaults.conf"
        given = _parsed(preset.read_text()) if preset.exists() else {}
        made = {name: ":".join(filter(None, [str(class_path), given.get(name, "")])) for name in _CLASS_PATHS}
        if self.java_options:
            made[_JAVA_OPTIONS] = " ".join(filter(None, [given.get(_JAVA_OPTIONS, ""), self.java_options]))
        return made


def _parsed(text: str) -> dict[str, str]:
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.split(None, 1) for line in lines if line and not line.startswith("#"))
    return {pair[0]: pair[1] if len(pair) > 1 else "" for pair in pairs}
