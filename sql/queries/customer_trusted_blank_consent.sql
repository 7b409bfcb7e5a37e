-- Trusted holds only customers who agreed to research: no rows.
SELECT customername, email, sharewithresearchasofdate
FROM stedi.customer_trusted
WHERE sharewithresearchasofdate IS NULL
ORDER BY email;
