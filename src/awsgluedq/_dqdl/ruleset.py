"""A ruleset's rules. `str` of a rule is its text as AWS prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from awsgluedq._dqdl.conditions import Condition

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Parameter:
    """A parameter's value, and the text that stands for it in the rule."""

    value: str
    text: str
    link: str = ""
    """The word before it: `of` or `and`, as in `Completeness of colA`."""

    def __str__(self) -> str:
        return f"{self.link} {self.text}" if self.link else self.text


@dataclass(frozen=True)
class Rule:
    """One rule, or one analyzer, which is a rule without a condition."""

    type: str
    parameters: tuple[Parameter, ...] = ()
    condition: Condition | None = None
    where: str = ""
    threshold: Condition | None = None
    tags: Labels = field(default_factory=dict)
    labels: Labels = field(default_factory=dict)

    def parameter(self, position: int) -> str:
        """The value of a parameter."""
        return self.parameters[position].value

    def __str__(self) -> str:
        words = [self.type, *map(str, self.parameters)]
        if self.condition:
            words.append(str(self.condition))
        if self.where:
            words.append(f'where "{self.where}"')
        if self.threshold:
            words.append(f"with threshold {self.threshold}")
        words += [f"with {name} = {value}" for name, value in self.tags.items()]
        return " ".join(words)


@dataclass(frozen=True)
class Composite:
    """Rules joined by AND or by OR.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl.html#dqdl-syntax-rule-composition
    Differs: three rules that one operator joins are printed side by side, where AWS's parser may print pairs
        of pairs; inside parentheses `and` may follow a rule that ends in a parameter.
    """

    operator: str
    rules: tuple[Rule | Composite, ...]
    labels: Labels = field(default_factory=dict)

    def __str__(self) -> str:
        return f" {self.operator} ".join(f"({rule})" for rule in self.rules)


@dataclass(frozen=True)
class Ruleset:
    """What a DQDL document says; equal rules are there once."""

    rules: tuple[Rule | Composite, ...]
    analyzers: tuple[Rule, ...] = ()
