"""The statements that clients send for Iceberg tables, as they spell them."""

from __future__ import annotations

from typing import Any

WRANGLER = [
    "CREATE TABLE IF NOT EXISTS `t` (`id` bigint, `name` string, `ts` timestamp) PARTITIONED BY (day(ts)) "
    "LOCATION 's3://lake/t/' TBLPROPERTIES ('table_type' ='ICEBERG', 'format'='parquet', "
    "'write_target_data_file_size_bytes'='536870912')",
    """
        INSERT INTO "db"."t" ("id", "name", "ts")
        SELECT "id", "name", "ts"
          FROM "db"."temp_table"
          ORDER BY "ts"
    """,
    "ALTER TABLE `t` ADD COLUMNS (`more` string)",
    "ALTER TABLE `t` CHANGE COLUMN `more` `more` string",
    """
            MERGE INTO "db"."t" target
            USING "db"."temp_table" source
            ON (target."id" = source."id") AND (target."name" IS NOT DISTINCT FROM source."name")
            WHEN MATCHED THEN
                UPDATE SET "id" = source."id", "name" = source."name", "ts" = source."ts"
            WHEN NOT MATCHED THEN
                INSERT ("id", "name", "ts")
                VALUES (source."id", source."name", source."ts")
    """,
    """
            MERGE INTO "db"."t" target
            USING "db"."temp_table" source
            ON target."id" = source."id"
            WHEN MATCHED THEN
                DELETE
    """,
    'DELETE FROM "t"',
]
"""awswrangler's to_iceberg and delete_from_iceberg_table."""


def test_awswranglers_statements_are_carried_out(console: Any) -> None:
    console.run(
        "CREATE TABLE temp_table AS SELECT BIGINT '1' id, 'a' name, TIMESTAMP '2024-01-01 00:00:00' ts"
        " UNION ALL SELECT BIGINT '2', NULL, NULL"
    )
    counts = []
    for sql in WRANGLER:
        console.run(sql)
        counts.append(console.rows("SELECT count(*) FROM t")[0][0])
    assert counts == ["0", "2", "2", "2", "2", "0", "0"]


DBT = [
    """create table "awsdatacatalog"."db"."t__ha"
    with (
      table_type='iceberg',
      is_external=false,
      location='s3://lake/db/t/5ad0/',
      partitioning=ARRAY['day(at)', 'bucket(id, 5)'],
      write_compression='zstd',
      vacuum_min_snapshots_to_keep=2,
      format='parquet'
    )
    as
      select 1 as id, 'a' as name, cast(timestamp '2024-01-01 10:00:00' as timestamp(6)) as at""",
    "alter table `db`.`t__ha` rename to `db`.`t`",
    "alter table `db`.`t` set tblproperties ('classification' = 'parquet')",
    """create table "awsdatacatalog"."db"."t__tmp" with (table_type='iceberg', is_external=false,
      location='s3://lake/db/tmp/', format='parquet') as
      select 1 as id, 'b' as name, cast(null as timestamp(6)) as at
      union all select 2, 'c', cast(null as timestamp(6))""",
    """insert into "awsdatacatalog"."db"."t" ("id", "name", "at")
              (
                 select "id", "name", "at"
                 from "awsdatacatalog"."db"."t__tmp"
                 where id = 2
              );""",
    """merge into "awsdatacatalog"."db"."t" as target using "awsdatacatalog"."db"."t__tmp" as src
      on (
            target.id = src.id
      )
      when matched and (target.id = 2)
          then delete
      when matched
          then update set
            "name" = src."name" || target."name", "at" = coalesce(src."at", target."at")
      when not matched
        then insert ("id", "name", "at")
         values (src."id", src."name", src."at")""",
    "alter table db.t add columns(id__dbt_alter bigint);",
    "update db.t set id__dbt_alter = cast(id as bigint);",
    "optimize db.t rewrite data using bin_pack;",
    "vacuum db.t;",
]
"""dbt-athena's incremental models, and hooks that its documentation shows."""


def test_dbts_statements_are_carried_out(console: Any) -> None:
    for sql in DBT:
        console.run(sql)
    assert console.rows("SELECT * FROM t") == [["1", "ba", "2024-01-01 10:00:00.000000", "1"]]
    assert console.rows("SHOW TABLES") == [["t"], ["t__tmp"]]
