-- The data scientists' table has no column that names a person: no rows.
SELECT column_name
FROM information_schema.columns
WHERE table_schema = 'stedi'
  AND table_name = 'machine_learning_curated'
  AND column_name IN ('customername', 'email', 'user', 'phone', 'birthday');
