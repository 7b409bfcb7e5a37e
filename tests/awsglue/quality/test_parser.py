"""DQDL: every rule of the reference comes back as it went in; what is no DQDL is refused with its place."""

from __future__ import annotations

import re

import pytest

from awsgluedq._dqdl.errors import RulesetError
from awsgluedq._dqdl.parser import parse
from awsgluedq._dqdl.ruleset import Composite, Rule

RULES = [
    'AggregateMatch "sum(colA)" "sum(reference.colA)" > 0.1',
    'ColumnCorrelation "a" "b" between -0.44444 and 0.888888',
    'ColumnCorrelation of a and "col abc" between 0.4 and 0.8',
    "ColumnCount = avg(std(last(10)))",
    "ColumnCount > -100.123456",
    'ColumnDataType "a" = "Integer" with threshold between 0.4 and 0.8',
    'ColumnDataType "a" in ["Date","String"] with threshold > 0.9',
    'ColumnExists "load_dt"',
    'ColumnLength "a" not in [1,2]',
    'ColumnNamesMatchPattern "aws_.*_[a-zA-Z0-9]+"',
    'ColumnValues "a" != NULL with threshold > 0.5',
    'ColumnValues "a" = EMPTY',
    'ColumnValues "a" between "2022-06-01" and "2022-06-30" where "b > 100"',
    'ColumnValues "a" in ["a",NULL,EMPTY,WHITESPACES_ONLY] with ignoreCase = "true"',
    'ColumnValues "a" in [1,2,3,NULL]',
    'ColumnValues "a" in [now(),(now() - 3 hours),(now() + 4 days)]',
    'ColumnValues "a" matches "[a-z]*" with threshold <= 0.4',
    'ColumnValues "a" not between (now() - 3 hours) and now()',
    'ColumnValues "a" not matches "a\\d+"',
    'Completeness "a" > 0.5 where "b = 10"',
    "Completeness of col_1 not between 0.5 and 0.8",
    'CustomSql "select a from primary" with threshold > 0.5',
    'CustomSql "select count(*) from primary" > 0',
    'DataFreshness "a" between 2 minutes and 4 days',
    'DatasetMatch "reference" "ID1->ID11,ID2->ID22" "colA->colAA" between 0.4 and 0.8',
    'DetectAnomalies "RowCount"',
    'DetectAnomalies of Completeness of "colA"',
    'DistinctValuesCount "a" between min(last(10)) - 1 and max(last(10)) + 1',
    'FileFreshness "s3://b/p" between "9:30 AM" and "21:45" with timeZone = "America/New_York"',
    'FileMatch "s3://b/1" in ["h"] with hashAlgorithm = "MD5" with recentFiles = 1',
    'FileMatch "s3://b/1" "s3://b/2"',
    "FileSize not in [500 KB,150 GB]",
    "FileUniqueness > 0.5",
    'IsPrimaryKey colA "col B"',
    'IsUnique "a" "b" where "c > 100"',
    'ReferentialIntegrity "city,state" "reference.{ref_city,ref_state}" = 1.0',
    "RowCount between (0.9 * average(last(10))) and 1.1 * average(last(10))",
    "RowCount > index(last(3), 0)",
    'Uniqueness "a" "b" > 0.5',
    '(RowCount > 0) OR (IsComplete "a") OR (IsUnique "a")',
    "(IsComplete of a) AND (IsUnique b)",
    '((RowCount > 0) AND (IsComplete "b")) OR ((IsComplete "a") AND (IsUnique "a"))',
]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_prints_as_it_is_written(rule: str) -> None:
    assert [str(each) for each in parse(f"Rules = [ {rule} ]").rules] == [rule]


def test_space_and_comments_do_not_matter_nor_the_case_of_and_or_of() -> None:
    text = """
        # what Studio writes above every ruleset
        Rules=[RowCount>0,   # the rest of a line
               ColumnValues "a" in [ 1 , 2 ],
               ColumnValues OF a > 5 with Threshold > 0.1,
               (IsComplete "a") or (IsUnique "a" ) OR (RowCount>0) ]
    """
    assert [str(rule) for rule in parse(text).rules] == [
        "RowCount > 0",
        'ColumnValues "a" in [1,2]',
        "ColumnValues OF a > 5 with threshold > 0.1",
        '(IsComplete "a") OR (IsUnique "a") OR (RowCount > 0)',
    ]


JOINED = {
    "RowCount > 0 and RowCount < 9": "(RowCount > 0) AND (RowCount < 9)",
    "RowCount between 1 and 5 and RowCount < 9": "(RowCount between 1 and 5) AND (RowCount < 9)",
    'IsComplete "a" or RowCount > 0': '(IsComplete "a") OR (RowCount > 0)',
    '(IsComplete "a") and RowCount > 0': '(IsComplete "a") AND (RowCount > 0)',
    "RowCount > 0 and RowCount < 9 or RowCount = 3": (
        "((RowCount > 0) AND (RowCount < 9)) OR (RowCount = 3)"
    ),
    "RowCount = 3 or RowCount > 0 and RowCount < 9": (
        "(RowCount = 3) OR ((RowCount > 0) AND (RowCount < 9))"
    ),
    '(IsComplete "a") and ((IsUnique "a") or (RowCount > 1))': (
        '(IsComplete "a") AND ((IsUnique "a") OR (RowCount > 1))'
    ),
    "(RowCount = 3 or RowCount > 0) and RowCount < 9": (
        "((RowCount = 3) OR (RowCount > 0)) AND (RowCount < 9)"
    ),
}


@pytest.mark.parametrize("rule", JOINED)
def test_joined_rules_need_no_parentheses_and_and_binds_tighter(rule: str) -> None:
    assert [str(each) for each in parse(f"Rules = [ {rule} ]").rules] == [JOINED[rule]]


def test_a_rule_that_is_there_twice_is_evaluated_once() -> None:
    assert len(parse('Rules = [ IsComplete "a", RowCount > 1, IsComplete  "a" ]').rules) == 2


def test_constants_stand_for_parameters_and_values() -> None:
    text = 'mySql = "select count(*) from primary"\nfew = 3\nRules = [ CustomSql $mySql between 0 and $few ]'
    rule = parse(text).rules[0]
    assert isinstance(rule, Rule)
    assert rule.parameter(0) == "select count(*) from primary"
    assert str(rule) == "CustomSql $mySql between 0 and 3"


def test_a_backslash_escapes_a_quote_and_nothing_else() -> None:
    rule = parse(r'Rules = [ CustomSql "select \"a\" from primary where b rlike \d" > 0 ]').rules[0]
    assert isinstance(rule, Rule)
    assert rule.parameter(0) == r'select "a" from primary where b rlike \d'


def test_a_rules_own_labels_come_after_the_default_labels_and_win() -> None:
    text = """
        DefaultLabels = ["frequency"="monthly"]
        Rules = [ RowCount > 0,
                  RowCount > 1 labels=["team"="a", "frequency"="daily"],
                  (IsComplete "a" and RowCount > 2) labels=["team"="b"] ]
    """
    rules = parse(text).rules
    assert [dict(rule.labels) for rule in rules] == [
        {"frequency": "monthly"},
        {"frequency": "daily", "team": "a"},
        {"frequency": "monthly", "team": "b"},
    ]
    assert isinstance(rules[2], Composite)


def test_analyzers_may_stand_alone() -> None:
    ruleset = parse('Analyzers = [ RowCount, ColumnLength "a", AllStatistics "b" ]')
    assert ruleset.rules == ()
    assert [str(analyzer) for analyzer in ruleset.analyzers] == [
        "RowCount",
        'ColumnLength "a"',
        'AllStatistics "b"',
    ]


REFUSED = {
    "Rules = [ RowCont > 0 ]": "line 1, column 11 of the ruleset: Rule Type: RowCont is not valid",
    'Rules = [ isComplete "a" ]': "Rule Type: isComplete is not valid",
    "Rules = [ RowCount ]": "Unexpected condition for rule of type RowCount",
    'Rules = [ IsComplete "a" > 1 ]': "rule of type IsComplete with boolean return type",
    "Rules = [ IsComplete ]": "IsComplete takes 1 parameter, not 0",
    'Rules = [ Mean "a" > 1 with threshold > 0.5 ]': "Threshold condition not supported for rule type: Mean",
    'Rules = [ ColumnCount > 1 where "a > 1" ]': "Where clause not supported for rule type: ColumnCount",
    'Rules = [\n  IsComplete "a"\n  IsUnique "b" ]': "line 3, column 3 of the ruleset: ',' is missing",
    'Rules = [ IsComplete "a" ': "',' is missing before the end",
    "Rules = [ RowCount > ]": "a value is missing before ]",
    "Rules = [ RowCount > 5 % 2 ]": "unexpected character '%'",
    "Rules = [ RowCount > 5, ]": "line 1, column 25 of the ruleset: the list ends with a comma",
    "rules = [ RowCount > 5 ]": "line 1, column 1 of the ruleset: the section is called Rules",
    'Rules = [ IsComplete "a" and RowCount > 0 ]': "'and' behind a parameter is read as its part",
    "Rules = [ RowCount > 0 and ]": "a rule is missing before ]",
    'Rules = [ DataFreshness "a" <= 24 Hours ]': (
        "line 1, column 35 of the ruleset: DQDL is case sensitive: Hours is written hours"
    ),
    'Rules = [ FileFreshness "s3://b/p" > (now() - 3 Days) ]': "Days is written days",
    "Rules = [ RowCount BETWEEN 1 AND 5 ]": "line 1, column 20 of the ruleset: DQDL is case sensitive",
    'Rules = [ ColumnValues "a" IN [1] ]': "IN is written in",
    'Rules = [ ColumnValues "a" NOT IN [1] ]': "NOT is written not",
    'Rules = [ ColumnValues "a" MATCHES "b" ]': "MATCHES is written matches",
    'Rules = [ ColumnValues "a" in [1] WITH threshold > 0.5 ]': "WITH is written with",
    'Rules = [ ColumnValues "a" in [1] Where "b > 1" ]': "Where is written where",
    'Rules = [ ColumnValues "a" in [1] with threshold > 0.5 where "b > 1" ]': "where clause stands before",
    "Rules = [ RowCount between 1 And 5 ]": "And is written and",
    "Rules = [ RowCount > 1e0 ]": "a value is missing before 1e0",
    "Rules = [ RowCount > 0 // more than none\n ]": "a value is missing before /",
    "Analyzers = [ RowCount ] Rules = [ RowCount > 0 ]": "column 26 of the ruleset: Rules stand before",
    'Rules = [ (IsComplete "a" labels=["b"="c"]) and (RowCount > 0) ]': "')' is missing before labels",
    'Rules = [ ColumnValues "a" in [] ]': "the list is empty",
    "Rules = [ CustomSql $nothing > 1 ]": "the constant $nothing is not defined above",
    'Rules = [ AllStatistics "a" ]': "Type AllStatistics is not supported in rules section",
    "Analyzers = [ IsComplete ]": "Analyzer Type: IsComplete is not supported",
    "Rules = []": "No rules or analyzers provided",
    "": "No rules or analyzers provided",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_dqdl_is_refused(text: str) -> None:
    with pytest.raises(RulesetError, match=re.escape(REFUSED[text])):
        parse(text)
