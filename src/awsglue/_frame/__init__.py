"""How a DynamicFrame is held: a Spark DataFrame, a schema of our own, and error records beside it.

A DynamicFrame is a bag of self-describing records: a field may be absent or null, hold several types,
differ from its neighbour only in case, or have a dot in its name. A DataFrame knows none of that, yet
its engine is the one that is fast. So:

* **The DataFrame holds every value, and the JVM does all the work.** Python sees a record only where a
  script hands in a Python function (`records`).
* **Internal names** (`names`): a column is called by a reversible code of the field's name that has
  neither capitals nor dots, so that Spark's analyser, which ignores case and splits at dots, cannot
  confuse two fields. Translated at `toDF`, `fromDF`, sources and sinks.
* **The schema** (`nodes`) is an immutable tree. A field of several types is a struct of alternatives, of
  which at most one is filled, as `toDF` shows it on AWS.
* **Null in the DataFrame stands for absent** where the input held no explicit null, which is the usual
  case. Each field says what its nulls mean (`nodes.Nulls`); only where one field is absent here and null
  there does a boolean column beside it mark the explicit nulls. Elements of arrays and values of maps
  cannot be absent: a null there is a null.
* **A transform rewrites slots** (`slots`): a field together with the SQL that gives its value. Nothing
  runs until a sink, a count or the script itself asks.
* **Records come in and go out of Python as JSON text** in internal names (`texts`), which the JVM parses
  with the known schema; discovery of that schema is `discovery`.
* **Error records** are DataFrames of their own (`state`), computed only when asked for.
"""
