SELECT count(*) AS "rows" FROM stedi.customers_curated;
