"""AWS's name for the module of Map.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-map.html
"""

from awsglue.transforms.map import Map

__all__ = ["Map"]
