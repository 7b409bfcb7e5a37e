-- The customer feed as it lands. The three consent dates are absent keys where consent was not given, NULL here.
-- birthDay is no date: years run from 967, some written with three digits (999-01-01).
CREATE EXTERNAL TABLE IF NOT EXISTS stedi.customer_landing (
  customerName              string,
  email                     string,
  phone                     string,
  birthDay                  string,
  serialNumber              string,
  registrationDate          bigint,
  lastUpdateDate            bigint,
  shareWithResearchAsOfDate bigint,
  shareWithPublicAsOfDate   bigint,
  shareWithFriendsAsOfDate  bigint
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://stedi-jivd/customer/landing/'
TBLPROPERTIES ('classification' = 'json');
