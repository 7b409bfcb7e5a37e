"""botocore's service models, loaded once."""

from __future__ import annotations

from functools import cache

from botocore.loaders import Loader
from botocore.model import ServiceModel

# Values that AWS documents by now and the installed botocore does not list; clients do not check them.
# https://docs.aws.amazon.com/glue/latest/dg/worker-types.html
_LATER = {"glue": {"WorkerType": ("G.12X", "G.16X", "R.1X", "R.2X", "R.4X", "R.8X")}}


@cache
def service_model(name: str) -> ServiceModel:
    """Load the model of one service by botocore's name for it."""
    described = Loader().load_service_model(name, "service-2")
    for shape, values in _LATER.get(name, {}).items():
        listed = described["shapes"][shape]["enum"]
        listed += [value for value in values if value not in listed]
    return ServiceModel(described, name)
