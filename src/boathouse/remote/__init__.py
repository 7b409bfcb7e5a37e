"""A lake whose objects are in an S3 server, with copies of them in folders.

Everything that reads files (DuckDB, Delta's log) reads the copies, and the copies outlive a server that
keeps its objects in memory.
"""

from boathouse.remote.keeper import Keeper
from boathouse.remote.lake import RemoteLake

__all__ = ["Keeper", "RemoteLake"]
