"""The wire: AWS's protocols over botocore's service models. It knows no service, services know no bytes."""
