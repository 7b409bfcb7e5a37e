"""Transforms that make values unreadable."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from functools import partial

import boto3
from pyspark import SparkContext
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._unbuilt import unbuilt
from awsglue.transforms.transform import GlueTransform
from awsgluedi._frames import column

_ALGORITHMS = ("MD5", "SHA1", "SHA256", "SHA512")
_KEYED = tuple(f"HMAC_{name}" for name in _ALGORITHMS)
_WRITTEN = ("BASE64", "HEX")


class CryptographicHash(GlueTransform):
    """Values hashed, with the key of a secret if the algorithm takes one.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-CryptographicHash.html
    Differs: the text that is hashed, the algorithm where none is given (SHA256) and the other output format
        (HEX) are guesses; entity_type_filter and create_secret_if_missing are refused.
    """

    def __call__(
        self,
        spark_context: SparkContext,
        data_frame: DataFrame,
        source_columns: Sequence[str],
        secret_id: str,
        algorithm: str | None = None,
        secret_version: str | None = None,
        create_secret_if_missing: bool = False,
        output_format: str | None = None,
        entity_type_filter: Sequence[str] | None = None,
    ) -> DataFrame:
        """Add a column `<name>_hashed` for each column; null for null.

        Raises ValueError for an algorithm or a format that there is not; what Secrets Manager's client
        raises if it has no such secret.
        """
        page = "aws-glue-api-pyspark-transforms-CryptographicHash.html"
        if entity_type_filter:
            raise unbuilt("CryptographicHash with entity_type_filter", page)
        if create_secret_if_missing:
            raise unbuilt("CryptographicHash with create_secret_if_missing", page, "Make the secret before.")
        name, written = algorithm or "SHA256", output_format or "BASE64"
        if name not in (*_ALGORITHMS, *_KEYED):
            raise ValueError(f"algorithm is {name!r}; there are {', '.join((*_ALGORITHMS, *_KEYED))}.")
        if written not in _WRITTEN:
            raise ValueError(f"output_format is {written!r}; formats are {' and '.join(_WRITTEN)}.")
        key = _secret(secret_id, secret_version) if name in _KEYED else None
        hashed = F.udf(partial(_hashed, name.rpartition("_")[2].lower(), key, written), "string")
        for source in source_columns:
            value = column(data_frame, source).cast("string")
            data_frame = data_frame.withColumn(f"{source}_hashed", hashed(value))
        return data_frame


def _secret(secret_id: str, version: str | None) -> bytes:
    which = {"VersionId": version} if version else {}
    told = boto3.client("secretsmanager").get_secret_value(SecretId=secret_id, **which)
    return bytes(told["SecretBinary"]) if "SecretBinary" in told else str(told["SecretString"]).encode()


def _hashed(algorithm: str, key: bytes | None, written: str, value: str | None) -> str | None:
    if value is None:
        return None
    data = value.encode()
    made = hmac.new(key, data, algorithm) if key is not None else hashlib.new(algorithm, data)
    return base64.b64encode(made.digest()).decode() if written == "BASE64" else made.hexdigest()


class Encrypt(GlueTransform):
    """Values encrypted by a key of the Key Management Service.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-Encrypt.html
    Differs: not emulated; raises NotImplementedError.
    """

    def __call__(
        self,
        spark_context: SparkContext,
        data_frame: DataFrame,
        source_columns: Sequence[str],
        kms_key_arn: str,
        entity_type_filter: Sequence[str] | None = None,
        preserve_data_type: bool | None = None,
    ) -> DataFrame:
        """Say that it is not emulated."""
        raise unbuilt("Encrypt", "aws-glue-api-pyspark-transforms-Encrypt.html", _WHY)


class Decrypt(GlueTransform):
    """Values that Encrypt encrypted, readable again.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-Decrypt.html
    Differs: not emulated; raises NotImplementedError.
    """

    def __call__(
        self,
        spark_context: SparkContext,
        data_frame: DataFrame,
        source_columns: Sequence[str],
        kms_key_arn: str,
    ) -> DataFrame:
        """Say that it is not emulated."""
        raise unbuilt("Decrypt", "aws-glue-api-pyspark-transforms-Decrypt.html", _WHY)


_WHY = "It needs AWS's Key Management Service."
