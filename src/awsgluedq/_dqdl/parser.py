"""The parser: constants, default labels, rules and analyzers of a DQDL document.

What is refused is what AWS's own grammar refuses, which it publishes as awslabs/dqdl.

AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl.html
"""

from __future__ import annotations

from dataclasses import replace

from awsgluedq._dqdl.clauses import Clauses
from awsgluedq._dqdl.errors import RulesetError
from awsgluedq._dqdl.operands import Number, Operand, Text
from awsgluedq._dqdl.ruleset import Composite, Labels, Parameter, Rule, Ruleset
from awsgluedq._dqdl.tokens import Token
from awsgluedq._dqdl.types import TYPES, analyzer_objection, objection

_LIMIT = 10
"""Labels a rule may have."""
_CONDITION = ("between", "not", "in", "matches", "with", "where", "labels", "and", "or")


def parse(text: str) -> Ruleset:
    """The ruleset that a document describes.

    Raises RulesetError, naming line and column, where the document is not DQDL.
    """
    return _Document(text).ruleset()


class _Document(Clauses):
    """One document, read from its first word to its last."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._default: Labels = {}
        self._rules: list[Rule | Composite] = []
        self._analyzers: list[Rule] = []
        self._analyzed = False

    def ruleset(self) -> Ruleset:
        while not self.at_end():
            self._section()
        if not self._rules and not self._analyzers:
            raise RulesetError("Parsing Error: No rules or analyzers provided.")
        return Ruleset(
            _distinct(self._rules), tuple({str(analyzer): analyzer for analyzer in self._analyzers}.values())
        )

    def _section(self) -> None:
        name = self.expect_word("a section such as Rules")
        self.expect("=")
        if name.text == "Rules":
            if self._analyzed:
                raise self.error("Rules stand before Analyzers", name)
            self.each(self._top_rule)
        elif name.text == "Analyzers":
            self._analyzed = True
            self.each(lambda: self._analyzers.append(self._analyzer()))
        elif name.text == "DefaultLabels":
            self._default = self.label_list()
        elif name.text in ("Metadata", "DataSources"):
            self.skip_dictionary()
        elif name.text.lower() in ("rules", "analyzers"):
            raise self.error(f"the section is called {name.text.capitalize()}", name)
        else:
            self.constants[f"${name.text}"] = self._constant()

    def _constant(self) -> Operand:
        operand = self.operand()
        if not isinstance(operand, Text | Number):
            raise self.error("a constant is a string or a number")
        return operand

    def _top_rule(self) -> None:
        rule = self._joined_rules("OR")
        self._rules.append(replace(rule, labels=self._labelled(self.labels())))

    def _joined_rules(self, operator: str, *, inside: bool = False) -> Rule | Composite:
        """A rule, and those that are joined to it by an operator; AND binds tighter than OR."""
        parts: list[Rule | Composite] = []
        while True:
            if operator == "OR":
                parts.append(self._joined_rules("AND", inside=inside))
            else:
                parts.append(self._part() if self.sees("(") else self._rule(inside=inside))
            if not self.sees(operator.lower()):
                return Composite(operator, tuple(parts)) if parts[1:] else parts[0]
            self.take()

    def _part(self) -> Rule | Composite:
        self.expect("(")
        part = self._joined_rules("OR", inside=True)
        self.expect(")")
        return part

    def _rule(self, *, inside: bool) -> Rule:
        name = self.expect_word("a rule")
        parameters = self._parameters(name.text)
        condition = self.condition() if self.sees_condition() else None
        clauses = self.clauses()
        wrong = objection(
            name.text,
            len(parameters),
            condition=condition is not None,
            threshold=clauses.threshold is not None,
            where=bool(clauses.where),
        )
        if wrong:
            raise self.miscased_since(name) or self.error(wrong, name)
        rule = Rule(name.text, parameters, condition, clauses.where, clauses.threshold, clauses.tags)
        if self.sees("and") and not inside and parameters and rule == Rule(name.text, parameters):
            raise self.error("'and' behind a parameter is read as its part: put each rule in parentheses")
        return rule

    def _analyzer(self) -> Rule:
        name = self.expect_word("an analyzer")
        parameters = self._parameters(name.text)
        tags = self.clauses().tags
        wrong = analyzer_objection(name.text, len(parameters))
        if wrong:
            raise self.error(wrong, name)
        return Rule(name.text, parameters, tags=tags)

    def _parameters(self, rule: str) -> tuple[Parameter, ...]:
        found: list[Parameter] = []
        while True:
            link = ""
            if self.sees("of") or (self.sees("and") and found and found[0].link and self._goes_on()):
                link = self.take().text
            token = self.peek()
            if token.kind == "string":
                found.append(Parameter(Text(token.text[1:-1]).value, token.text, link))
            elif token.kind == "variable":
                found.append(Parameter(self.constant_text(), token.text, link))
            elif token.kind == "word" and not self._ends_parameters(rule, token):
                found.append(Parameter(token.text, token.text, link))
            elif link:
                raise self.error(f"'{link}' is followed by a column")
            else:
                return tuple(found)
            self.take()

    def _goes_on(self) -> bool:
        """Whether a parameter follows this `and`, and neither a parenthesis nor another rule."""
        after = self.peek(1)
        return after.kind == "string" or (after.kind == "word" and after.text not in TYPES)

    def _ends_parameters(self, rule: str, token: Token) -> bool:
        """Whether a word is no parameter; the name of a rule is one only of the rule about other rules."""
        return token.says(*_CONDITION) or (token.text in TYPES and rule != "DetectAnomalies")

    def _labelled(self, own: Labels) -> Labels:
        labels = {**self._default, **own}
        if len(labels) > _LIMIT:
            raise self.error(f"a rule has at most {_LIMIT} labels")
        return labels


def _distinct(rules: list[Rule | Composite]) -> tuple[Rule | Composite, ...]:
    first: dict[str, Rule | Composite] = {}
    for rule in rules:
        first.setdefault(str(rule), rule)
    return tuple(first.values())
