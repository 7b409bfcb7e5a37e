-- Every curated reading is the customer's own movement at that instant, as often as it was measured: no rows.
-- (With --join_on instant, the course's join, this shows the step readings that got a stranger's.)
SELECT m.serialnumber, m.sensorreadingtime, m.x, m.y, m.z, m.times, o.times AS own
FROM (
  SELECT serialnumber, sensorreadingtime, x, y, z, count(*) AS times
  FROM stedi.machine_learning_curated
  GROUP BY serialnumber, sensorreadingtime, x, y, z
) m
LEFT JOIN (
  SELECT c.serialnumber, a."timestamp" AS instant, a.x, a.y, a.z, count(*) AS times
  FROM stedi.accelerometer_trusted a
  JOIN stedi.customer_trusted c ON c.email = a."user"
  GROUP BY c.serialnumber, a."timestamp", a.x, a.y, a.z
) o
  ON o.serialnumber = m.serialnumber
  AND o.instant = m.sensorreadingtime
  AND o.x = m.x AND o.y = m.y AND o.z = m.z
WHERE o.times IS NULL OR o.times <> m.times;
