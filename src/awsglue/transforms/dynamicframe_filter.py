"""AWS's name for the module of Filter.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-filter.html
"""

from awsglue.transforms.filter import Filter

__all__ = ["Filter"]
