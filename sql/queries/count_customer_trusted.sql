SELECT count(*) AS "rows" FROM stedi.customer_trusted;
