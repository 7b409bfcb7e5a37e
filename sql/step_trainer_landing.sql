-- The balance trainer's feed as it lands. sensorReadingTime is epoch milliseconds.
CREATE EXTERNAL TABLE IF NOT EXISTS stedi.step_trainer_landing (
  sensorReadingTime  bigint,
  serialNumber       string,
  distanceFromObject int
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://stedi-jivd/step_trainer/landing/'
TBLPROPERTIES ('classification' = 'json');
