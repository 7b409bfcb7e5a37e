"""AWS Glue Data Quality's Python library, written anew from its documented behaviour.

AWS's image for local development has `awsglue` and no `awsgluedq`, so there this library runs over AWS's
own `awsglue`. It therefore knows only that package's public names, and no Python package that AWS's
image does not have.
"""
