"""Rules about files: those under a path, or those that the data was read from."""

from __future__ import annotations

import re
from collections.abc import Callable
from zoneinfo import ZoneInfoNotFoundError

from awsgluedq._dqdl.conditions import Condition
from awsgluedq._dqdl.operands import Instant, Text
from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._files import HASHES, File
from awsgluedq._rules.judging import judged
from awsgluedq._scene import Scene
from awsgluedq._verdict import FAILED, PASSED, Check, Unmet, Verdict, unmet

_COUNT = "Dataset.*.FileCount"


def file_freshness(rule: Rule, scene: Scene) -> Check:
    """Each file was last changed at a time that meets the condition.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-FileFreshness.html
    """
    condition = rule.condition
    assert condition is not None
    zone = _tag(rule, "timeZone")
    bounds = []
    for operand in condition.operands:
        moment = operand.instant if isinstance(operand, Text) else operand
        if not isinstance(moment, Instant):
            raise Unmet(f"FileFreshness compares with a date, a time or now(), not with {operand}.")
        try:
            bounds.append(moment.moment(scene.now, zone).timestamp())
        except ZoneInfoNotFoundError as error:
            raise Unmet(f"The time zone {zone} is not known.") from error
    if condition.operator.endswith("between"):
        bounds.sort()
    return _each(rule, scene, "FileFreshness", lambda file: condition.holds(file.modified, bounds))


def file_size(rule: Rule, scene: Scene) -> Check:
    """The size of each file meets the condition; a number without a unit is bytes.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-FileSize.html
    """
    condition = rule.condition
    assert condition is not None
    bounds = scene.numbers(condition, "Dataset.*.FileSize")
    return _each(rule, scene, "FileSize", lambda file: condition.holds(float(file.size), bounds))


def file_uniqueness(rule: Rule, scene: Scene) -> Check:
    """The share of files whose content no other has.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-FileUniqueness.html
    """

    def conclude() -> Verdict:
        files = _files(rule, scene)
        by_name = _tag(rule, "matchFileName").lower() == "true"
        keys = [file.name if by_name else scene.files.checksum(file, "SHA-256") for file in files]
        ratio = sum(keys.count(key) == 1 for key in keys) / len(keys)
        found = judged(rule, scene, "Dataset.*.FileUniquenessRatio", ratio)
        return Verdict(found.outcome, found.reason, {**found.metrics, _COUNT: float(len(files))})

    return Check(conclude)


def file_match(rule: Rule, scene: Scene) -> Check:
    """Each file has one of the checksums; or two folders, or two files, have the same content.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-FileMatch.html
    """
    algorithm = _tag(rule, "hashAlgorithm") or "SHA-256"
    if algorithm not in HASHES:
        raise Unmet(f"hashAlgorithm is one of {', '.join(HASHES)}, not {algorithm}.")
    if (rule.condition is None) == (len(rule.parameters) < 2):
        raise Unmet("FileMatch takes two paths, or one path and a list of checksums.")

    def conclude() -> Verdict:
        files = _files(rule, scene)
        hashes = [scene.files.checksum(file, algorithm) for file in files]
        if rule.condition is None:
            others = _kept(rule, scene.files.under(rule.parameter(1)))
            odd = set(hashes) ^ {scene.files.checksum(file, algorithm) for file in others}
            reason = f"{len(odd)} files are on one side only" if odd else ""
        else:
            known = _checksums(rule.condition)
            wrong = [file.uri for file, own in zip(files, hashes, strict=True) if own not in known]
            reason = f"Files without one of these checksums: {', '.join(wrong)}" if wrong else ""
        return Verdict(FAILED if reason else PASSED, reason, {_COUNT: float(len(files))})

    return Check(conclude)


def _checksums(condition: Condition) -> set[str]:
    return {operand.value.lower() for operand in condition.operands if isinstance(operand, Text)}


def _each(rule: Rule, scene: Scene, name: str, test: Callable[[File], bool]) -> Check:
    def conclude() -> Verdict:
        files = _files(rule, scene)
        ratio = sum(map(test, files)) / len(files)
        metrics = {f"Dataset.*.{name}.Compliance": ratio, _COUNT: float(len(files))}
        if name == "FileSize":
            sizes = [file.size for file in files]
            metrics |= {"Dataset.*.MaximumFileSize": max(sizes), "Dataset.*.MinimumFileSize": min(sizes)}
        if rule.threshold:
            found = judged(rule, scene, f"Dataset.*.{name}.Compliance", ratio, condition=rule.threshold)
            return Verdict(found.outcome, found.reason, metrics)
        return Verdict(PASSED if ratio == 1 else FAILED, "" if ratio == 1 else unmet(ratio), metrics)

    return Check(conclude)


def _files(rule: Rule, scene: Scene) -> list[File]:
    """The files that the rule is about.

    Raises Unmet if there is none.
    """
    path = rule.parameter(0) if rule.parameters else ""
    kept = _kept(rule, scene.files.under(path) if path else scene.files.behind(scene.data.inputFiles()))
    if not kept:
        raise Unmet(f"No files found {f'at {path}' if path else 'behind the data'}.")
    return kept


def _kept(rule: Rule, files: list[File]) -> list[File]:
    pattern = re.compile(_tag(rule, "uriRegex"))
    kept = [file for file in files if pattern.search(file.uri)]
    recent = _tag(rule, "recentFiles")
    return sorted(kept, key=lambda file: -file.modified)[: int(recent)] if recent else kept


def _tag(rule: Rule, name: str) -> str:
    return rule.tags.get(name, "").strip('"')
