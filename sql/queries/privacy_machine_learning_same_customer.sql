-- Every curated reading is the customer's own movement at that instant, nobody else's: no rows.
-- (With --join_on instant, the course's join, this shows the step readings that got a stranger's.)
SELECT m.serialnumber, m.sensorreadingtime, m.x, m.y, m.z
FROM stedi.machine_learning_curated m
LEFT JOIN stedi.customer_trusted c ON c.serialnumber = m.serialnumber
LEFT JOIN stedi.accelerometer_trusted a
  ON a."user" = c.email
  AND a."timestamp" = m.sensorreadingtime
  AND a.x = m.x AND a.y = m.y AND a.z = m.z
WHERE a."user" IS NULL;
