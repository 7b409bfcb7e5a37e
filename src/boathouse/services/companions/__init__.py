"""The services that jobs call beside the lake's own: moto's, as far as they only keep what they are given."""

from boathouse.services.companions.answering import Asked, Companions

__all__ = ["Asked", "Companions"]
