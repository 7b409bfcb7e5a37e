"""AWS's name for the module of the transforms of collections.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms.html
"""

from awsglue.transforms.flatmap import FlatMap
from awsglue.transforms.map_to_collection import MapToCollection
from awsglue.transforms.select_from_collection import SelectFromCollection

__all__ = ["FlatMap", "MapToCollection", "SelectFromCollection"]
