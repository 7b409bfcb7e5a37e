"""Classes of Iceberg's AWS module that ask for services which are not here, made to do without.

They stand before Iceberg's own on the class path.

Differs: DynamoDbLockManager and DynamoLockManager, which parameters of older pages name, lock nothing: the
    one catalog here refuses a stale commit. With glue.lakeformation-enabled Lake Formation is not asked, with
    which no table is registered; files are read and written with the credentials of the role.
"""

from __future__ import annotations

from boathouse.engine.spark.classfile import RETURN_INT, TRUE, ClassFile, reference, subclass

_AWS = "org.apache.iceberg.aws"
_LOCK_MANAGERS = (f"{_AWS}.dynamodb.DynamoDbLockManager", f"{_AWS}.glue.DynamoLockManager")
_LOCK_MANAGER = "org.apache.iceberg.util.LockManagers$BaseLockManager"
_LAKE_FORMATION = f"{_AWS}.lakeformation.LakeFormationAwsClientFactory"
_ASSUME_ROLE = f"{_AWS}.AssumeRoleAwsClientFactory"
_STRING = reference("java.lang.String")


def classes() -> dict[str, bytes]:
    """All of them, by name."""
    return {name: _free(name) for name in _LOCK_MANAGERS} | {
        # Its own would ask the Data Catalog for a table's registration, also of one that is still to be made.
        _LAKE_FORMATION: subclass(_LAKE_FORMATION, _ASSUME_ROLE)
    }


def _free(name: str) -> bytes:
    """Return the class file of a lock manager that always has and always gives up a lock."""
    made = ClassFile(name, _LOCK_MANAGER)
    made.constructor()
    for method in ("acquire", "release"):
        made.method(method, f"({_STRING}{_STRING})Z", 3, TRUE + RETURN_INT)
    return made.file()
