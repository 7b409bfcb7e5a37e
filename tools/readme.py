"""The generated parts of the README, which `python -m tools.readme` (in `make format`) brings up to date."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tools import gaps

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench/local_run.json"


def sections() -> dict[str, str]:
    """Each generated part by the name of its markers."""
    return {"gaps": gaps.table(gaps.gaps(ROOT / "src")), "speed": speed(RESULTS)}


def speed(results: Path) -> str:
    """One line of what `make bench` last measured; nothing if it never ran."""
    if not results.exists():
        return ""
    told = json.loads(results.read_text(encoding="utf-8"))
    return (
        "**Speed**: every run after the first, from no process to counted tables, is "
        f"{told['ratio']['median']} times as fast as five `spark-submit`s of the same "
        "transformations over `s3a://` against a moto server on the same "
        f"{told['cores']} cores (median of {told['rounds']} interleaved rounds; `make bench`)."
    )


def current(text: str) -> str:
    """The README with every generated part up to date."""
    for name, content in sections().items():
        text = replaced(text, name, content)
    return text


def replaced(text: str, name: str, content: str) -> str:
    """The text with `content` between the two markers of that name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = text.partition(begin)
    _, marker, after = rest.partition(end)
    if not marker:
        raise SystemExit(f"the file has no {begin} … {end}")
    lines = [before + begin, *filter(None, [content]), end + after]
    return "\n".join(lines)


def main() -> int:
    """Rewrite README.md in place."""
    readme = ROOT / "README.md"
    readme.write_text(current(readme.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
