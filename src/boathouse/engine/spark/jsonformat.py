"""Spark's JSON files under other names: a table's columns are in lower case, the files' keys as they are.

Spark's own source looks for keys that are spelled as the columns are. This one is told the files' spelling of
the whole schema, field by field, and reads and writes by that; rows have no names, and all else is the same.
"""

from __future__ import annotations

from boathouse.engine.spark.classfile import (
    DUPLICATE,
    GET,
    JAVA_5,
    LENGTH,
    LOAD_ELEMENT,
    LOAD_THIS,
    PUT,
    RETURN,
    RETURN_REFERENCE,
    STORE_ELEMENT,
    ClassFile,
    each_index,
    load,
    load_int,
    reference,
    store,
)

NAME = "boathouse.JsonFileFormat"
SPELLED = "spelled"
"""The option that has the schema as the files spell it, in Spark's JSON."""

_PARENT = "org.apache.spark.sql.execution.datasources.json.JsonFileFormat"
_SPARK = "org.apache.spark.sql"
_STRUCT, _FIELD, _TYPE = (f"{_SPARK}.types.{name}" for name in ("StructType", "StructField", "DataType"))
_WRITER, _WRITERS = (f"{_SPARK}.execution.datasources.OutputWriter{kind}" for kind in ("", "Factory"))
_OWN_WRITERS = "boathouse.JsonOutputWriterFactory"
_STRING = reference("java.lang.String")
_MAP, _NIL = "scala.collection.immutable.Map", "scala.collection.immutable.Nil$"


def classes() -> dict[str, bytes]:
    """The format and the factory of its writers, by name."""
    made = ClassFile(NAME, _PARENT, JAVA_5)
    made.constructor()
    _reader(made)
    _writer(made)
    return {NAME: made.file(), _OWN_WRITERS: _writers()}


def _reader(made: ClassFile) -> None:
    """The parent's buildReader, but for both schemas as the files spell them, and without filters.

    The filters are the query's, by the columns' names; Spark applies them to the rows again.
    """
    session, data, partitions, required, _filters, options, conf, spelled, fields, found, index = range(1, 12)
    struct, field = reference(_STRUCT), reference(_FIELD)
    name = load(fields) + load_int(index) + LOAD_ELEMENT + made.virtual(_FIELD, f"(){_STRING}", "name")
    position = load(data) + name + made.virtual(_STRUCT, f"({_STRING})I", "fieldIndex")
    chosen = load(spelled) + position + made.virtual(_STRUCT, f"(I){field}", "apply")
    code = (
        _spelled(made, options)
        + store(spelled)
        + load(required)
        + made.virtual(_STRUCT, f"()[{field}", "fields")
        + store(fields)
        + load(fields)
        + LENGTH
        + made.array(_FIELD)
        + store(found)
        + each_index(index, load(fields), load(found) + load_int(index) + chosen + STORE_ELEMENT)
        + LOAD_THIS
        + load(session)
        + load(spelled)
        + load(partitions)
        + made.new(_STRUCT)
        + DUPLICATE
        + load(found)
        + made.special(_STRUCT, f"([{field})V")
        + made.field(_NIL, reference(_NIL), "MODULE$")
        + load(options)
        + load(conf)
    )
    arguments = [
        reference(f"{_SPARK}.SparkSession"),
        *[struct] * 3,
        reference("scala.collection.Seq"),
        reference(_MAP),
        reference("org.apache.hadoop.conf.Configuration"),
    ]
    descriptor = f"({''.join(arguments)}){reference('scala.Function1')}"
    code += made.special(_PARENT, descriptor, "buildReader") + RETURN_REFERENCE
    made.method("buildReader", descriptor, 12, code, stack=10)


def _writer(made: ClassFile) -> None:
    """The parent's prepareWrite, whose writers are told the files' spelling."""
    session, job, options, schema = range(1, 5)
    arguments = [
        reference(f"{_SPARK}.SparkSession"),
        reference("org.apache.hadoop.mapreduce.Job"),
        reference(_MAP),
        reference(_STRUCT),
    ]
    descriptor = f"({''.join(arguments)}){reference(_WRITERS)}"
    given = LOAD_THIS + load(session) + load(job) + load(options) + load(schema)
    parents = given + made.special(_PARENT, descriptor, "prepareWrite")
    both = made.new(_OWN_WRITERS) + DUPLICATE + parents + _spelled(made, options)
    code = both + made.special(_OWN_WRITERS, f"({reference(_WRITERS)}{reference(_STRUCT)})V")
    made.method("prepareWrite", descriptor, 5, code + RETURN_REFERENCE, stack=8)


def _writers() -> bytes:
    """Return the class file of a factory that hands another one the schema that it was made with."""
    made = ClassFile(_OWN_WRITERS, _WRITERS)
    inner, schema = reference(_WRITERS), reference(_STRUCT)
    context = reference("org.apache.hadoop.mapreduce.TaskAttemptContext")
    kept, told = made.member("inner", inner), made.member("schema", schema)
    start = LOAD_THIS + made.special(_WRITERS, "()V")
    start += LOAD_THIS + load(1) + PUT + kept + LOAD_THIS + load(2) + PUT + told
    made.method("<init>", f"({inner}{schema})V", 3, start + RETURN, stack=2)
    extension = LOAD_THIS + GET + kept + load(1)
    descriptor = f"({context}){_STRING}"
    extension += made.virtual(_WRITERS, descriptor, "getFileExtension") + RETURN_REFERENCE
    made.method("getFileExtension", descriptor, 2, extension, stack=2)
    descriptor = f"({_STRING}{schema}{context}){reference(_WRITER)}"
    one = LOAD_THIS + GET + kept + load(1) + LOAD_THIS + GET + told + load(3)
    one += made.virtual(_WRITERS, descriptor, "newInstance") + RETURN_REFERENCE
    made.method("newInstance", descriptor, 4, one, stack=4)
    return made.file()


def _spelled(made: ClassFile, options: int) -> bytes:
    """Code that loads the schema of the option."""
    value = made.interface(_MAP, "(Ljava/lang/Object;)Ljava/lang/Object;", "apply", 2)
    text = load(options) + made.text(SPELLED) + value + made.cast("java.lang.String")
    parsed = made.static(_TYPE, f"({_STRING}){reference(_TYPE)}", "fromJson")
    return text + parsed + made.cast(_STRUCT)
