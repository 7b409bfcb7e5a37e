"""Loaded by every Python of a run in AWS's image before its script: no script has to know.

It reports why a script failed, and puts the shims in place for what the image refuses.
"""

import os
import pathlib
import sys

import glue_shims

if os.environ.get("BOATHOUSE_SCRIPT"):
    glue_shims.report_failures(os.environ["BOATHOUSE_SCRIPT"], os.environ["BOATHOUSE_OUTCOME"])
    sys.meta_path.insert(0, glue_shims.Finder())
    sys.meta_path.append(glue_shims.StudioFinder(pathlib.Path(__file__).parents[2] / "studio"))
