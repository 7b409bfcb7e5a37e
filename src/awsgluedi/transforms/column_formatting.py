"""Transforms that write values anew."""

from __future__ import annotations

from functools import partial

import phonenumbers
from pyspark import SparkContext
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue.transforms.transform import GlueTransform
from awsgluedi._frames import column

_FORMATS = ("E164", "INTERNATIONAL", "NATIONAL", "RFC3966")


class FormatPhoneNumber(GlueTransform):
    """Phone numbers in one way of writing.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-FormatPhoneNumber.html
    Differs: without a format it is E.164, as the page says; its example shows a national one. What is no
        phone number becomes null.
    """

    def __call__(
        self,
        spark_context: SparkContext,
        data_frame: DataFrame,
        source_column: str,
        phone_number_format: str | None = None,
        default_region: str | None = None,
        default_region_column: str | None = None,
    ) -> DataFrame:
        """Write the numbers of a column as E164, INTERNATIONAL, NATIONAL or RFC3966.

        Raises ValueError for another format, or if a region and a column of regions are given.
        """
        written = phone_number_format or "E164"
        if written not in _FORMATS:
            raise ValueError(f"phone_number_format is {written!r}; formats are {', '.join(_FORMATS)}.")
        if default_region and default_region_column:
            raise ValueError("Give default_region or default_region_column, not both.")
        region = column(data_frame, default_region_column) if default_region_column else F.lit(default_region)
        number = column(data_frame, source_column).cast("string")
        anew = F.udf(partial(_written, getattr(phonenumbers.PhoneNumberFormat, written)), "string")
        return data_frame.withColumn(source_column, anew(number, region.cast("string")))


def _written(format: int, number: str | None, region: str | None) -> str | None:
    if number is None:
        return None
    try:
        told = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(told, format)
