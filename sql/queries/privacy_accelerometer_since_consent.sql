-- No trusted accelerometer reading is older than its customer's consent: no rows, once the job
-- accelerometer_landing_to_trusted_zone has run with --consent_mode since_consent.
SELECT a."user", a."timestamp", c.sharewithresearchasofdate
FROM stedi.accelerometer_trusted a
JOIN stedi.customer_trusted c ON c.email = a."user"
WHERE a."timestamp" < c.sharewithresearchasofdate;
