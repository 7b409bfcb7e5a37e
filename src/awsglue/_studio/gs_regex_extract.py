"""Regex Extractor.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-regex-extractor.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import column, listed, method, with_column


@method
def gs_regex_extract(self: DataFrame, colName: str, regex: str, newCols: str | Sequence[str]) -> DataFrame:
    """Add a column of what a regular expression of Java's matches, or one for each of its groups.

    A column is empty where the expression does not match, null where the source is; a group whose name is
    left empty is passed over. Raises ValueError if there are not as many names as groups.
    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-regex-extractor.html
    """
    names, source = listed(newCols), column(self, colName).cast("string")
    jvm: Any = self.sparkSession._jvm
    groups = jvm.java.util.regex.Pattern.compile(regex).matcher("").groupCount()
    if max(groups, 1) != len(names):
        raise ValueError(f"gs_regex_extract: {groups} groups in {regex!r}, but {len(names)} new columns.")
    made = self
    for place, name in enumerate(names):
        if name:
            found = F.regexp_extract(source, regex, place + 1 if groups else 0)
            made = with_column(made, name, found)
    return made
