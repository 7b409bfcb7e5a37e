"""Classes of Hudi's AWS module, which its bundle lacks, made of those in the bundle that do the same here.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-hudi.html
Differs: DynamoDBBasedLockProvider and DynamoDBBasedImplicitPartitionKeyLockProvider hold their locks in the
    run's own JVM: two runs that write one table do not see each other's. AwsGlueCatalogSyncTool is Hudi's
    Hive sync in its mode hms, whatever a script sets for that.
"""

from __future__ import annotations

from boathouse.engine.spark.classfile import (
    LOAD_FIRST,
    LOAD_SECOND,
    LOAD_THIS,
    POP,
    RETURN,
    ClassFile,
    load,
    reference,
    subclass,
)

_AWS = "org.apache.hudi.aws"
_LOCKS = f"{_AWS}.transaction.lock"
LOCK_PROVIDERS = (
    f"{_LOCKS}.DynamoDBBasedLockProvider",
    f"{_LOCKS}.DynamoDBBasedImplicitPartitionKeyLockProvider",
)
_LOCK_PROVIDER = "org.apache.hudi.client.transaction.lock.InProcessLockProvider"
_LOCK_SETTINGS = reference("org.apache.hudi.common.config.LockConfiguration")
_STORAGE_SETTINGS = reference("org.apache.hudi.storage.StorageConfiguration")
SYNC_TOOL = f"{_AWS}.sync.AwsGlueCatalogSyncTool"
_HIVE_SYNC_TOOL = "org.apache.hudi.hive.HiveSyncTool"
_PROPERTIES = "java.util.Properties"
_SETTINGS = "org.apache.hadoop.conf.Configuration"
_OPTION = reference("org.apache.hudi.common.util.Option")
_OBJECT, _STRING = reference("java.lang.Object"), reference("java.lang.String")
_SYNC = "hoodie.datasource.hive_sync"
CATALOG = "boathouse.metastore.uris"
"""Hadoop's setting that says where the Data Catalog is, to a run without --enable-glue-datacatalog, too."""


def classes() -> dict[str, bytes]:
    """All of them, by name."""
    taken = (_LOCK_SETTINGS, _STORAGE_SETTINGS)
    providers = {name: subclass(name, _LOCK_PROVIDER, *taken) for name in LOCK_PROVIDERS}
    return providers | {SYNC_TOOL: _sync_tool()}


def _sync_tool() -> bytes:
    """Return the class file of the sync tool with the constructor that Hudi looks for first.

    The properties it sets are its own: Hudi copies them for each tool.
    """
    made = ClassFile(SYNC_TOOL, _HIVE_SYNC_TOOL)
    put = made.virtual(_PROPERTIES, f"({_STRING}{_STRING}){_OBJECT}", "setProperty") + POP
    get = made.virtual(_SETTINGS, f"({_STRING}{_STRING}){_STRING}", "get")
    mode = LOAD_FIRST + made.text(f"{_SYNC}.mode") + made.text("hms") + put
    place = LOAD_SECOND + made.text(CATALOG) + made.text("") + get
    catalog = LOAD_FIRST + made.text(f"{_SYNC}.metastore.uris") + place + put
    taken = f"({reference(_PROPERTIES)}{reference(_SETTINGS)}{_OPTION})V"
    call = LOAD_THIS + LOAD_FIRST + LOAD_SECOND + load(3) + made.special(_HIVE_SYNC_TOOL, taken)
    made.method("<init>", taken, 4, mode + catalog + call + RETURN, stack=5)
    return made.file()
