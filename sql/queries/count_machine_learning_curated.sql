SELECT count(*) AS "rows" FROM stedi.machine_learning_curated;
