"""The transforms by what they are about; `from awsgluedi.transforms import *` brings these modules.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms.html
"""

from awsgluedi.transforms import (
    column,
    column_formatting,
    data_cleaning,
    data_quality,
    datetime_functions,
    math_functions,
    pii,
    web_functions,
)

__all__ = [
    "column",
    "column_formatting",
    "data_cleaning",
    "data_quality",
    "datetime_functions",
    "math_functions",
    "pii",
    "web_functions",
]
