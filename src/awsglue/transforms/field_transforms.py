"""AWS's name for the module of the transforms of fields and rows.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms.html
"""

from awsglue.transforms.drop_fields import DropFields
from awsglue.transforms.join import Join
from awsglue.transforms.rename_field import RenameField
from awsglue.transforms.select_fields import SelectFields
from awsglue.transforms.spigot import Spigot
from awsglue.transforms.split_fields import SplitFields
from awsglue.transforms.split_rows import SplitRows

__all__ = ["DropFields", "Join", "RenameField", "SelectFields", "Spigot", "SplitFields", "SplitRows"]
