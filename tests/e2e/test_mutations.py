"""The claims notice when a job loses one of its rules.

Each mutation patches the text of one job, runs it on the committed miniature, and the claims that the
sound lakehouse meets must fail. Mutations go from the last job to the first, so that every mutated job
reads sound tables. The consent mode is the stricter one, where almost every rule changes some row; but
no reading is later than a consent that was not given, so the plain filter shows in the plain mode alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.e2e import claims
from tests.e2e.house import ROOT, SMALL, House
from tests.e2e.oracle import lakehouse

TARGETS = {
    "customer_landing_to_trusted": ("customer_trusted", "customer/trusted/"),
    "accelerometer_landing_to_trusted_zone": ("accelerometer_trusted", "accelerometer/trusted/"),
    "Customer_trusted_to_curated": ("customers_curated", "customer/curated/"),
    "step_trainer_landing_to_trusted": ("step_trainer_trusted", "step_trainer/trusted/"),
    "trainer_trusted_to_curated": ("machine_learning_curated", "step_trainer/curated/"),
}
SINK = {"forgets the catalog update": {"enableUpdateCatalog=True": "enableUpdateCatalog=False"}}
PURGE = {
    "does not clear its target": {
        'glueContext.purge_s3_path(trusted_path, {"retentionPeriod": 0})': "",
    },
    "clears only what is a week old": {', {"retentionPeriod": 0})': ")"},
}
APPEND = {
    "appends to its Delta table": {
        '.mode("overwrite")': '.mode("append")',
        '\n    .option("overwriteSchema", "true")': "",
    }
}


@dataclass(frozen=True)
class Mutation:
    """A change to a job's text, each key replaced by its value."""

    job: str
    what: str
    changes: dict[str, str] = field(default_factory=dict)
    rerun: bool = False
    """Run over what the job has left before, instead of in place of it."""

    consent_mode: str = "since_consent"

    def text(self) -> str:
        """The patched script."""
        text = (ROOT / "jobs" / f"{self.job}.py").read_text()
        for old, new in self.changes.items():
            assert text.count(old) == 1, f"{self.job} no longer says: {old}"
            text = text.replace(old, new)
        return text


def mutations() -> list[Mutation]:
    """From the last job to the first; before the mutations of a job, the job as it is."""
    found = []
    for job, whats in {
        "trainer_trusted_to_curated": {
            "joins on the instant alone": {'if args["join_on"] == "instant":': "if True:"},
            "joins on the customer alone": {"same_instant & (": "("},
            "keeps the e-mail": {'"timestamp", "x"': '"timestamp", "user", "x"'},
            "keeps every column": {"= joined.select(\n": "= joined or (\n"},
            "does not register its table": {
                ".saveAsTable(f\"{args['database']}.machine_learning_curated\")": ".save()",
            },
        },
        "step_trainer_landing_to_trusted": {
            "drops the join": {"writeFrame(step_trainer_trusted)": "writeFrame(step_trainer_landing)"},
            "joins with all consenting customers": {
                'table_name="customers_curated"': 'table_name="customer_trusted"'
            },
            "keeps the key of the join": {"writeFrame(step_trainer_trusted)": "writeFrame(joined)"},
            **SINK,
        },
        "Customer_trusted_to_curated": {
            "keeps customers without readings": {'readers["reader"], "inner")': 'readers["reader"], "left")'},
            "repeats a customer for each reading": {
                ".distinct()": "",
                '\n    .dropDuplicates(["email"])': "",
            },
            "does not register its table": {
                ".saveAsTable(f\"{args['database']}.customers_curated\")": ".save()"
            },
        },
        "accelerometer_landing_to_trusted_zone": {
            "drops the join": {"writeFrame(accelerometer_trusted)": "writeFrame(readings)"},
            "keeps the customer's fields": {"writeFrame(accelerometer_trusted)": "writeFrame(joined)"},
            "forgets the time of consent": {'if args["consent_mode"] == "since_consent":': "if False:"},
            "excludes the instant of consent": {
                'col("timestamp") >= ': 'col("timestamp") > ',
            },
            **SINK,
        },
        "customer_landing_to_trusted": {
            "drops the filter": {"writeFrame(customer_trusted)": "writeFrame(customer_landing)"},
            **SINK,
        },
    }.items():
        found.append(Mutation(job, "is sound"))
        reruns = APPEND if "curated" in job else PURGE
        found += [Mutation(job, what, changes, rerun=True) for what, changes in reruns.items()]
        found += [Mutation(job, what, changes) for what, changes in whats.items()]
        if job == "accelerometer_landing_to_trusted_zone":
            unfiltered = {"frame=consenting,": "frame=customer_landing,"}
            found.append(Mutation(job, "is sound in the plain mode", consent_mode="plain"))
            found.append(Mutation(job, "drops the filter", unfiltered, consent_mode="plain"))
    return found


@pytest.fixture(scope="module")
def sound(house: House) -> None:
    """The miniature, after a sound run of the workflow."""
    house.fresh(SMALL)
    runs = house.workflow(consent_mode="since_consent")
    assert {run.state for run in runs.values()} == {"SUCCEEDED"}
    claims.every_table_holds_exactly(house.snapshot(), lakehouse(SMALL, "since_consent"))


@pytest.mark.parametrize("mutation", mutations(), ids=lambda mutation: f"{mutation.job} {mutation.what}")
def test_a_claim_fails_when_a_job_loses_a_rule(house: House, sound: None, mutation: Mutation) -> None:
    table, prefix = TARGETS[mutation.job]
    if not mutation.rerun:
        house.drop(table, prefix)
    with house.script(mutation.job, mutation.text()):
        run = house.run(mutation.job, consent_mode=mutation.consent_mode)
    assert (run.state, run.error) == ("SUCCEEDED", "")
    expected = lakehouse(SMALL, mutation.consent_mode)
    snapshot = house.glance(table)
    if not mutation.changes:
        claims.every_table_holds_exactly(snapshot, expected, [table])
        claims.every_column_has_its_type(snapshot, [table])
        return
    with pytest.raises(AssertionError):  # noqa: PT012 - either claim may be the one that notices
        claims.every_table_holds_exactly(snapshot, expected, [table])
        claims.every_column_has_its_type(snapshot, [table])
