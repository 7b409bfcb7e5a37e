"""What all transforms have in common.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms.html
"""

from __future__ import annotations

import inspect
from typing import Any


class GlueTransform:
    """A function from frames to frames, as a class: `apply` makes one and calls it.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-GlueTransform.html
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} has no __call__.")

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Transform the frames."""
        return cls()(*args, **kwargs)

    @classmethod
    def name(cls) -> str:
        """The transform's name."""
        return cls.__name__

    @classmethod
    def describeArgs(cls) -> list[dict[str, Any]]:
        """The arguments: name, type, whether optional, default.

        Differs: they are not described in words.
        """
        parameters = list(inspect.signature(cls.__call__).parameters.values())[1:]
        return [
            {
                "name": p.name,
                "type": str(p.annotation),
                "description": "",
                "optional": p.default is not p.empty,
                "defaultValue": None if p.default is p.empty else p.default,
            }
            for p in parameters
        ]

    @classmethod
    def describeReturn(cls) -> dict[str, Any]:
        """The type of the answer."""
        kind = inspect.signature(cls.__call__).return_annotation
        return {"type": str(kind), "description": ""}

    @classmethod
    def describeTransform(cls) -> str:
        """What the transform does, in one sentence."""
        return (inspect.getdoc(cls) or "").partition("\n")[0]

    @classmethod
    def describeErrors(cls) -> list[dict[str, str]]:
        """The errors that are the transform's own: none."""
        return []

    @classmethod
    def describe(cls) -> dict[str, Any]:
        """All of this at once."""
        return {
            "transform": {
                "name": cls.name(),
                "args": cls.describeArgs(),
                "returns": cls.describeReturn(),
                "description": cls.describeTransform(),
                "raises": cls.describeErrors(),
                "location": "internal",
            }
        }

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))
