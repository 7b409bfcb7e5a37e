"""The parent of Python's workers, having imported what each of them would for itself."""

from __future__ import annotations

from boathouse.engine.spark import daemon

if __name__ == "__main__":
    daemon.drop_archives()
    import pandas  # noqa: F401

    import awsglue  # noqa: F401

    daemon.main()
