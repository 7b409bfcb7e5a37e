"""Java's format strings, which format() takes, and its kindred texts.

https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Formatter.html#syntax
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

SPECIFIER = re.compile(r"%(?:(\d+)\$)?([-+ 0,(#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])")
UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


class FormatError(ValueError):
    """A format string that does not go with its arguments."""


def formatted(pattern: str, arguments: list[str | None]) -> str:
    """The pattern with the arguments, texts as CAST to varchar gives them, in their places."""
    following = iter(range(len(arguments)))

    def part(found: re.Match[str]) -> str:
        place, flags, width, precision, letter = found.groups()
        if letter in "%n":
            return "%" if letter == "%" else "\n"
        at = int(place) - 1 if place else next(following, len(arguments))
        if at >= len(arguments):
            raise FormatError(f"Format specifier '{found[0]}'")
        text = _text(arguments[at], flags, precision, letter)
        return _padded(text, flags, int(width or 0), numeric=letter in "dfexXo")

    leftover = SPECIFIER.sub("", pattern).find("%")
    if leftover >= 0:
        raise FormatError("Conversion = '%'")
    return SPECIFIER.sub(part, pattern)


def _text(argument: str | None, flags: str, precision: str | None, letter: str) -> str:
    if letter in "bB":
        word = "false" if argument in (None, "false") else "true"
        return word.upper() if letter == "B" else word
    if argument is None or letter in "sS":
        text = "null" if argument is None else argument
        text = text if precision is None else text[: int(precision)]
        return text.upper() if letter == "S" else text
    try:
        return _number(Decimal(argument), argument, flags, precision, letter)
    except ArithmeticError as error:
        raise FormatError(f"{letter} != {argument}") from error


def _number(value: Decimal, text: str, flags: str, precision: str | None, letter: str) -> str:
    comma = "," if "," in flags else ""
    if letter in "dxXo":
        if not re.fullmatch(r"-?\d+", text):
            raise FormatError(f"{letter} != {text}")
        number = int(text)
        written = format(abs(number), f"{comma}d") if letter == "d" else format(abs(number), letter)
    elif letter in "eE":
        written = format(abs(float(value)), f".{precision or 6}{letter}")
    elif letter == "f":
        step = Decimal(1).scaleb(-int(precision or 6))
        written = format(abs(value).quantize(step, ROUND_HALF_UP), f"{comma}f")
    else:
        raise FormatError(f"UnknownFormatConversion = '{letter}'")
    if value < 0:
        return f"({written})" if "(" in flags else f"-{written}"
    return f"+{written}" if "+" in flags else f" {written}" if " " in flags else written


def _padded(text: str, flags: str, width: int, *, numeric: bool) -> str:
    if "-" in flags:
        return text.ljust(width)
    if "0" in flags and numeric:
        sign = text[:1] if text[:1] in ("-", "+", " ") else ""
        return sign + text[len(sign) :].rjust(width - len(sign), "0")
    return text.rjust(width)


def double(x: float) -> str:
    """Java's Double.toString."""
    if math.isnan(x):
        return "NaN"
    if x in (float("inf"), float("-inf")):
        return "Infinity" if x > 0 else "-Infinity"
    mantissa, _, exponent = f"{x:e}".partition("e")
    digits = repr(x).lower().partition("e")[0].replace(".", "").replace("-", "").strip("0") or "0"
    mantissa = f"{'-' if x < 0 else ''}{digits[0]}.{digits[1:] or '0'}"
    return f"{mantissa}E{int(exponent)}"


def shortened(value: float) -> str:
    """A number with its unit: 123K, 1.5M."""
    size, unit = abs(value), ""
    for unit_above in "KMBTQ":
        if size < 1000:
            break
        size, unit = size / 1000, unit_above
    places = 2 if size < 10 else 1 if size < 100 else 0
    digits = format(Decimal(str(size)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{'-' if value < 0 else ''}{digits}{unit}"


def readable(seconds: float) -> str:
    """Seconds in words: 1 minute, 40 seconds."""
    parts: list[str] = []
    rest = abs(int(Decimal(str(seconds)).quantize(Decimal(1), ROUND_HALF_UP)))
    for name, size in UNITS:
        count, rest = divmod(rest, size)
        if count or (name == "second" and not parts):
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return ", ".join(parts)


def normalized(text: str, form: str) -> str:
    """Unicode normalization."""
    if form not in ("NFC", "NFD", "NFKC", "NFKD"):
        raise FormatError(f"Normalization form must be one of [NFD, NFC, NFKD, NFKC]: {form}")
    return unicodedata.normalize(form, text)  # type: ignore[arg-type]  # one of the four


def soundex(text: str) -> str:
    """The Soundex code of a word; only letters count."""
    codes = {c: d for d, group in enumerate(("BFPV", "CGJKQSXZ", "DT", "L", "MN", "R"), 1) for c in group}
    letters = [c for c in text.upper() if c.isalpha()]
    if not letters:
        return ""
    found, last = letters[0], codes.get(letters[0])
    for letter in letters[1:]:
        code = codes.get(letter)
        if code and code != last:
            found += str(code)
        if letter not in "HW":
            last = code
    return found[:4].ljust(4, "0")


def passes_luhn(digits: str) -> bool:
    """Whether a number's last digit is what Luhn's rule wants."""
    if not re.fullmatch(r"\d*", digits):
        raise FormatError(f"{digits} is not a number")
    total = sum(int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits)))
    return bool(digits) and total % 10 == 0
