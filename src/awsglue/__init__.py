"""AWS Glue's Python library for Spark jobs, written anew over pip's PySpark from its documented behaviour.

Names without underscore exist in AWS's library, with the same parameters, order and defaults; names with
one are this project's own.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python.html
"""

from awsglue._studio import install as _install
from awsglue.dynamicframe import DynamicFrame as DynamicFrame

_install()
