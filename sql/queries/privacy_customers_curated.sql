-- Every curated customer agreed to research and has accelerometer readings, and is there once: no rows.
SELECT u.email, count(*) AS times
FROM stedi.customers_curated u
LEFT JOIN stedi.customer_trusted c ON c.email = u.email
LEFT JOIN (SELECT DISTINCT "user" FROM stedi.accelerometer_trusted) a ON a."user" = u.email
GROUP BY u.email
HAVING count(*) > 1 OR count(c.email) = 0 OR count(a."user") = 0;
