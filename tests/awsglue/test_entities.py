"""Sensitive data: what is found in a text, which columns have it, and what becomes of it in a frame."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from awsglue.dynamicframe import DynamicFrame
from awsglueml._entities import TYPES, spans
from awsglueml.transforms import EntityDetector
from tests.clouds import ThreadCloud

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]
PEOPLE: list[dict[str, Any]] = [
    {"who": "Ada Lovelace", "mail": "ada@x.org", "call": "650.507.9833", "city": "New York", "n": 1},
    {"who": "Smith, John", "mail": "call 650-507-9834", "call": "n/a", "city": "Quito", "n": 2},
    {"who": "", "mail": None, "call": "8015551212", "city": "Oslo", "n": 6505079833},
]


@pytest.mark.parametrize(
    ("entity", "text", "found"),
    [
        ("EMAIL", "write to a.b+c@d.co.uk, or x@y.io.", ["a.b+c@d.co.uk", "x@y.io"]),
        ("EMAIL", "a@b and @c.de", []),
        ("CREDIT_CARD", "4111 1111 1111 1111 378282246310005", ["4111 1111 1111 1111", "378282246310005"]),
        ("CREDIT_CARD", "4111111111111112 0000000000000000", []),
        ("BANK_ACCOUNT", "GB82 WEST 1234 5698 7654 32", ["GB82 WEST 1234 5698 7654 32"]),
        ("BANK_ACCOUNT", "GB82 WEST 1234 5698 7654 33", []),
        ("DATE", "2020-08-27, 31/12/99 and March 5, 2020", ["2020-08-27", "31/12/99", "March 5, 2020"]),
        ("DATE", "21-JUN-07 or 5 Mar 2020", ["21-JUN-07", "5 Mar 2020"]),
        ("DATE", "2020-13-45 45/45/2020 1.2", []),
        ("IP_ADDRESS", "10.0.0.1 2001:db8::1 ::1", ["10.0.0.1", "2001:db8::1", "::1"]),
        ("IP_ADDRESS", "999.1.1.1 v1.2.3.4.5 12:30:45", []),
        ("MAC_ADDRESS", "00:1B:44:11:3A:B7 00:1B:44-11-3A-B7", ["00:1B:44:11:3A:B7"]),
        ("PHONE_NUMBER", "1-234-567-1718 or +44 20 7946 0958", ["1-234-567-1718", "+44 20 7946 0958"]),
        ("PHONE_NUMBER", "1655564408283 123-45", []),
        ("PERSON_NAME", "Dr. Anna Maria Schmidt saw New York", ["Anna Maria Schmidt"]),
        ("PERSON_NAME", "Smith, John", ["Smith, John"]),
        ("PERSON_NAME", "Danny", ["Danny"]),
        ("PERSON_NAME", "Widget Large Blue", []),
        ("USA_SSN", "123-45-6789 666-45-6789 123-00-6789 123456789", ["123-45-6789"]),
        ("USA_ITIN", "991-72-2906 991-22-2906", ["991-72-2906"]),
        ("USA_DEA_NUMBER", "AB1234563 AB1234564", ["AB1234563"]),
        ("USA_NATIONAL_PROVIDER_IDENTIFIER", "1234567893 1234567890", ["1234567893"]),
        ("USA_MEDICARE_BENEFICIARY_IDENTIFIER", "1EG4-TE5-MK73 1OG4-TE5-MK73", ["1EG4-TE5-MK73"]),
        ("USA_NATIONAL_DRUG_CODE", "0777-3105-02 0777-310-02", ["0777-3105-02"]),
    ],
)
def test_what_stands_in_a_text(entity: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in spans(entity, text)] == found


@pytest.mark.parametrize(
    ("entity", "text"),
    [
        ("USA_SSN", "123456789"),
        ("PHONE_NUMBER", "(555) 123-4567"),
        ("PERSON_NAME", "SMITH JOHN"),
        ("PERSON_NAME", "Wilson"),
        ("USA_PASSPORT_NUMBER", "123456789"),
        ("USA_CPT_CODE", "99213"),
    ],
)
def test_a_higher_sensitivity_finds_what_only_might_be(entity: str, text: str) -> None:
    assert spans(entity, text) == []
    assert spans(entity, text, loose=True) == [(0, len(text))]


def test_no_type_finds_anything_in_nothing_or_in_a_uuid() -> None:
    for entity in TYPES:
        assert spans(entity, "", loose=True) == []
        assert spans(entity, "159a908a-371e-40c1-ba92-dcdea483a6a2") == []


def test_columns_are_told_by_the_share_of_their_rows(read: Read) -> None:
    frame, detector = read(*PEOPLE), EntityDetector()
    asked = ["PHONE_NUMBER", "EMAIL", "PERSON_NAME"]
    assert detector.classify_columns(frame, asked, 1.0, 0.3) == {
        "who": ["PERSON_NAME"],
        "mail": ["PHONE_NUMBER", "EMAIL"],
        "call": ["PHONE_NUMBER"],
    }
    assert detector.classify_columns(frame, asked, 1.0, 0.6, "HIGH").keys() == {"who", "call"}
    assert detector.classify_columns(frame, [], 1.0, 0.1) == {}
    assert detector.classify_columns(frame, asked, 0.0, 0.0) == {}
    assert detector.classify_columns(frame.select_fields(["n"]), asked, 1.0, 0.0) == {}


def test_all_of_aws_s_types_are_looked_for_at_once(read: Read) -> None:
    people = [
        {"passport": "C01X00T47", "tax": "DE136695976", "n": "C01X00T47"},
        {"passport": "C01X00T48", "tax": "x", "n": "y"},
    ]
    found = EntityDetector().classify_columns(read(*people), TYPES, 1.0, 0.5)
    assert "GERMANY_PASSPORT_NUMBER" in found["passport"]
    assert found["tax"] == ["GERMANY_VALUE_ADDED_TAX"]
    assert "n" not in found


def test_a_column_tells_where_entities_stand(read: Read) -> None:
    df = EntityDetector().detect(read(*PEOPLE), ["EMAIL", "PHONE_NUMBER"], "Found").toDF()
    assert df.drop("Found").collect() == read(*PEOPLE).toDF().collect()
    mail = {"entityType": "EMAIL", "actionUsed": "DETECT", "start": 0, "end": 9}
    first, second, third = (
        {column: [place.asDict() for place in places] for column, places in row["Found"].items()}
        for row in df.select("Found").collect()
    )
    assert first == {"mail": [mail], "call": [{**mail, "entityType": "PHONE_NUMBER", "end": 12}]}
    assert second == {"mail": [{**mail, "entityType": "PHONE_NUMBER", "start": 5, "end": 17}]}
    assert third == {"call": [{**mail, "entityType": "PHONE_NUMBER", "end": 10}]}


def test_actions_mask_what_is_found_in_their_columns(read: Read, shown: Shown) -> None:
    part = {"numLeftCharsToExclude": "3", "numRightCharsToExclude": 4, "redactChar": "#"}
    parameters = {
        "PHONE_NUMBER": [
            {"action": "PARTIAL_REDACT", "actionOptions": part, "sourceColumnsToExclude": ["mail"]},
            {
                "action": "PARTIAL_REDACT",
                "actionOptions": {"matchPattern": "[0-9]+", "redactChar": "x"},
                "sourceColumns": ["mail"],
            },
        ],
        "EMAIL": [{"action": "SHA256_HASH", "sourceColumns": ["*"]}],
        "PERSON_NAME": [{"action": "REDACT"}],
    }
    frame = EntityDetector().detect(read(*PEOPLE), parameters, "DetectedEntities", "HIGH")
    rows = shown(frame.drop_fields(["DetectedEntities"]))
    digest = hashlib.sha256(b"ada@x.org").hexdigest()
    assert rows == [
        {"who": "", "mail": None, "call": "801###1212", "city": "Oslo", "n": 6505079833},
        {"who": "*****", "mail": digest, "call": "650#####9833", "city": "New York", "n": 1},
        {"who": "*****", "mail": "call xxx-xxx-xxxx", "call": "n/a", "city": "Quito", "n": 2},
    ]


def test_what_is_found_can_be_written(read: Read, uri: str, shown: Shown) -> None:
    frame = EntityDetector().detect(read({"m": "x@y.io"}, {"m": "-"}), ["EMAIL"])
    glue = frame.glue_ctx
    glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}out"}, "json")
    again = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}out"]}, "json")
    place = {"entityType": "EMAIL", "actionUsed": "DETECT", "start": 0, "end": 6}
    assert {str(row) for row in shown(again)} == {
        str({"m": "x@y.io", "DetectedEntities": {"m": [place]}}),
        str({"m": "-", "DetectedEntities": {}}),
    }


def test_the_account_s_own_types_are_found_beside_their_words(read: Read, connected: ThreadCloud) -> None:
    client = connected.client("glue")
    client.create_custom_entity_type(Name="BADGE", RegexString=r"[A-Z]\d{3}", ContextWords=["Badge"])
    client.create_custom_entity_type(Name="ROOM", RegexString=r"R\d")
    frame = read({"badge": "A123", "note": "R2 or A123"}, {"badge": "-", "note": "his badge, B456"})
    found = EntityDetector().classify_columns(frame, ["BADGE", "ROOM", "EMAIL"], 1.0, 0.1)
    assert found == {"badge": ["BADGE"], "note": ["BADGE", "ROOM"]}
    action = {"BADGE": [{"action": "REDACT", "actionOptions": {"redactText": "?"}}]}
    masked = EntityDetector().detect(frame, action).drop_fields(["DetectedEntities"]).toDF()
    assert sorted(map(tuple, masked.collect())) == [("-", "his badge, ?"), ("?", "R2 or A123")]
    client.create_custom_entity_type(Name="WRONG", RegexString="(")
    with pytest.raises(ValueError, match="The regular expression of WRONG is none"):
        EntityDetector().detect(frame, ["WRONG"])


def test_what_there_is_not_is_refused(read: Read, connected: ThreadCloud) -> None:
    frame, detect = read(*PEOPLE), EntityDetector().detect
    unknown = r"'EMPLOYEE_ID', 'MARS_PASSPORT_NUMBER' is not built\. Take what is named here out.*docs\.aws"
    with pytest.raises(NotImplementedError, match=unknown):
        detect(frame, ["EMPLOYEE_ID", "EMAIL", "MARS_PASSPORT_NUMBER"])
    with pytest.raises(ValueError, match="there is no column 'nobody'; there are who, mail"):
        detect(frame, {"EMAIL": [{"action": "DETECT", "sourceColumns": ["nobody"]}]})
    with pytest.raises(ValueError, match="The action of EMAIL is 'HIDE'; actions are DETECT"):
        detect(frame, {"EMAIL": [{"action": "HIDE"}]})
    with pytest.raises(ValueError, match="REDACT of EMAIL has no option 'redactChar'"):
        detect(frame, {"EMAIL": [{"action": "REDACT", "actionOptions": {"redactChar": "x"}}]})
    both = {"matchPattern": "x", "numLeftCharsToExclude": 1}
    with pytest.raises(ValueError, match="not both"):
        detect(frame, {"EMAIL": [{"action": "PARTIAL_REDACT", "actionOptions": both}]})
    with pytest.raises(ValueError, match="detectionSensitivity is 'MEDIUM'; it is LOW or HIGH"):
        detect(frame, ["EMAIL"], "Found", "MEDIUM")
    with pytest.raises(ValueError, match="sampleFraction is 55; it is a fraction from 0 to 1"):
        EntityDetector().classify_columns(frame, ["EMAIL"], 55)
