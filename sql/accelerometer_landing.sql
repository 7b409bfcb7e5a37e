-- The phone app's feed as it lands. `user` is the customer's e-mail, `timestamp` epoch milliseconds.
CREATE EXTERNAL TABLE IF NOT EXISTS stedi.accelerometer_landing (
  `user`      string,
  `timestamp` bigint,
  x           double,
  y           double,
  z           double
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://stedi-jivd/accelerometer/landing/'
TBLPROPERTIES ('classification' = 'json');
