"""Transforms of AWS's machine learning say at the call that they are not here."""

from __future__ import annotations

from typing import Any

import pytest

from awsglueml.transforms import EntityDetector, FillMissingValues, FindIncrementalMatches, FindMatches

FRAME: Any = None


def test_each_says_so_with_aws_s_page() -> None:
    with pytest.raises(NotImplementedError, match=r"FindMatches.*docs\.aws\.amazon\.com"):
        FindMatches.apply(frame=FRAME, transformId="tfm-1")
    with pytest.raises(NotImplementedError, match="FindIncrementalMatches"):
        FindIncrementalMatches.apply(existingFrame=FRAME, incrementalFrame=FRAME, transformId="tfm-1")
    with pytest.raises(NotImplementedError, match="FillMissingValues"):
        FillMissingValues.apply(frame=FRAME, missing_values_column="a", transformation_ctx="x")
    with pytest.raises(NotImplementedError, match=r"EntityDetector\.detect"):
        EntityDetector().detect(FRAME, ["EMAIL"], "DetectedEntities")
    with pytest.raises(NotImplementedError, match="classify_columns"):
        EntityDetector().classify_columns(FRAME, ["EMAIL"], 1.0, 0.1)
