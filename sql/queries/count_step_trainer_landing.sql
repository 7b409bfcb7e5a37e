SELECT count(*) AS "rows" FROM stedi.step_trainer_landing;
