-- Every trusted accelerometer reading belongs to a customer who agreed to research: no rows.
SELECT a."user", a."timestamp"
FROM stedi.accelerometer_trusted a
LEFT JOIN stedi.customer_landing c
  ON c.email = a."user" AND c.sharewithresearchasofdate IS NOT NULL
WHERE c.email IS NULL;
