SELECT count(*) AS "rows" FROM stedi.accelerometer_trusted;
