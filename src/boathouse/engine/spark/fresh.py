"""A run's process that has imported nothing yet: `python -m boathouse.engine.spark.fresh ORDER RESULT`.

Both are descriptors. It stands in for the fork of the zygote when a run brings another version of a module
that the zygote has imported.
"""

from __future__ import annotations

import json
import os
import sys
from typing import NoReturn

from boathouse.engine.spark import child, orphans


def main() -> NoReturn:
    """Read the order and perform it."""
    orphans.die_with_parent()
    with os.fdopen(int(sys.argv[1]), "rb") as told:
        order = json.load(told)
    child.perform(order, int(sys.argv[2]))


if __name__ == "__main__":
    main()
