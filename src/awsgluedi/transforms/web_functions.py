"""Transforms about addresses of the internet."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address

from pyspark import SparkContext
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue.transforms.transform import GlueTransform
from awsgluedi._frames import source


class IntToIp(GlueTransform):
    """The IPv4 address that an integer stands for.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-IntToIp.html
    """

    def __call__(
        self,
        spark_context: SparkContext,
        data_frame: DataFrame,
        target_column: str,
        source_column: str | None = None,
        value: int | None = None,
    ) -> DataFrame:
        """Add a column with the address; null where the integer is none's."""
        number = source(data_frame, source_column, value).cast("bigint")
        return data_frame.withColumn(target_column, F.udf(_address, "string")(number))


class IpToInt(GlueTransform):
    """The integer that stands for an IPv4 address.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-IpToInt.html
    """

    def __call__(
        self,
        spark_context: SparkContext,
        data_frame: DataFrame,
        target_column: str,
        source_column: str | None = None,
        value: str | None = None,
    ) -> DataFrame:
        """Add a column with the integer; null where there is no address."""
        text = source(data_frame, source_column, value).cast("string")
        return data_frame.withColumn(target_column, F.udf(_integer, "bigint")(text))


def _address(number: int | None) -> str | None:
    try:
        return None if number is None else str(IPv4Address(number))
    except AddressValueError:
        return None


def _integer(text: str | None) -> int | None:
    try:
        return None if text is None else int(IPv4Address(text.strip()))
    except AddressValueError:
        return None
