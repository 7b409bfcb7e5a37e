-- Every trusted step reading comes from the device of a curated customer: no rows.
SELECT s.serialnumber, s.sensorreadingtime
FROM stedi.step_trainer_trusted s
LEFT JOIN stedi.customers_curated c ON c.serialnumber = s.serialnumber
WHERE c.serialnumber IS NULL;
