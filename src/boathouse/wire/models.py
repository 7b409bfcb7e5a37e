"""botocore's service models, loaded once."""

from __future__ import annotations

from functools import cache

from botocore.loaders import Loader
from botocore.model import ServiceModel


@cache
def service_model(name: str) -> ServiceModel:
    """Load the model of one service by botocore's name for it."""
    return ServiceModel(Loader().load_service_model(name, "service-2"), name)
