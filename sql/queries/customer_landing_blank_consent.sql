-- Landing holds everybody: these customers never agreed to research.
SELECT customername, email, sharewithresearchasofdate
FROM stedi.customer_landing
WHERE sharewithresearchasofdate IS NULL
ORDER BY email;
