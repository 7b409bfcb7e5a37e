"""The emulated cloud as one process on one port of this machine."""

from boathouse.server.process import Server, serve, start

__all__ = ["Server", "serve", "start"]
