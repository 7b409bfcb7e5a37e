"""Sensitive data in texts: where an address, a number of somebody's or a name stands.

Formats are those that the issuers publish; numbers with check digits are checked. Each finder is strict, or
loose as far as a higher sensitivity wants: then bare digits will do where otherwise their punctuation must
tell what they are.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import phonenumbers

from awsglueml._finding import Finder, Span, figures, iban, is_day, like, luhn
from awsglueml._national import NATIONAL

_LOCALES = ("en_US", "en_GB", "en_IN", "de_DE", "es_ES", "fr_FR", "it_IT", "nl_NL", "pt_BR", "sv_SE", "pl_PL")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DIGITS = 7
"""No phone number has fewer."""


def spans(entity: str, text: str, loose: bool = False, column: str = "") -> list[Span]:
    """Where entities of a type stand in a text, from left to right.

    Raises KeyError if there is no such type; TYPES are all.
    """
    national = NATIONAL.get(entity)
    return national.spans(text, loose, column) if national else list(_FINDERS[entity](text, loose))


@dataclass(frozen=True)
class Custom:
    """An entity type of the account's own: a regular expression, and words of which one must be near."""

    pattern: str
    words: tuple[str, ...] = ()

    def spans(self, text: str, column: str) -> list[Span]:
        """Where such entities stand in a text; its words may stand in the text or in its column's name."""
        near = f"{column} {text}".casefold()
        if self.words and not any(word.casefold() in near for word in self.words):
            return []
        return [found.span() for found in re.finditer(self.pattern, text) if found.group()]


def _card(text: str) -> bool:
    return len(set(figures(text))) > 1 and luhn(text)


def _dea(text: str) -> bool:
    one, two, three, four, five, six, last = figures(text)[-7:]
    return (one + three + five + 2 * (two + four + six)) % 10 == last


def _provider(text: str) -> bool:
    return luhn(f"80840{text}")


def _address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> bool:
    """Whether there is such a day: the year first, or last with either order of day and month before it."""
    if not text[0].isdigit() or any(char.isalpha() for char in text):
        return True
    first, second, third = (int(part) for part in re.split(r"[-/.]", text))
    orders = [(first, second, third)] if first > 31 else [(third, first, second), (third, second, first)]
    return any(is_day(*order) for order in orders)


def _phones(text: str, loose: bool) -> Iterator[Span]:
    """Numbers that a telephone company could have given out; without a country, of the United States."""
    if sum(map(str.isdigit, text)) < _DIGITS:
        return
    places = [(match.start, match.end) for match in phonenumbers.PhoneNumberMatcher(text, "US")]
    if loose:
        written = _LOOSE_PHONE(text, True)
        places += [(a, b) for a, b in written if not any(a < end and start < b for start, end in places)]
    yield from sorted(places)


_LOOSE_PHONE = like(r"(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019-])*\.?")


def _people(text: str, loose: bool) -> Iterator[Span]:
    """A given name with what follows it, or a family name and a comma before it, or a name alone.

    A family name alone, or before another name without a comma, is one for a higher sensitivity only.
    """
    given, family = _known()
    words = [match for match in _WORD.finditer(text) if match.group()[0].isupper()]
    known = given | family if loose else given
    if len(words) == 1 and words[0].group() == text.strip():
        if text.strip().casefold() in known:
            yield words[0].span()
        return
    place = 0
    while place < len(words):
        comma = _between(text, words[place : place + 2]) == ", "
        last = place + comma
        while last < place + 3 and _between(text, words[last : last + 2]) == " ":
            last += 1
        plain = [word.group().rstrip(".").casefold() for word in words[place : last + 1]]
        if last > place and (
            (comma and plain[0] in family and plain[1] in given)
            or (not comma and (plain[0] in given or (plain[0] in known and plain[1] in known)))
        ):
            yield words[place].start(), words[last].end()
            place = last
        place += 1


def _between(text: str, words: Sequence[re.Match[str]]) -> str:
    """What stands between two words; nothing if there is only one."""
    return text[words[0].end() : words[1].start()] if len(words) == 2 else ""


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Given names and family names, in small letters."""
    given: set[str] = set()
    family: set[str] = set()
    for locale in _LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for known, kind in ((given, "first"), (family, "last")):
            for names in (f"{kind}_names", f"{kind}_names_male", f"{kind}_names_female"):
                known.update(name.casefold() for name in getattr(provider, names, ()))
    return frozenset(given), frozenset(family)


_SSN = r"(?!000|666|9)\d{3}{0}(?!00)\d{2}{0}(?!0000)\d{4}"
_FINDERS: dict[str, Finder] = {
    "BANK_ACCOUNT": like(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?", check=iban),
    "CREDIT_CARD": like(
        r"[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}|3[47]\d{2}[ -]?\d{6}[ -]?\d{5}", check=_card
    ),
    "DATE": like(
        r"\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}|\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})"
        rf"|(?i:(?:{_MONTHS})[a-z]*\.? \d{{1,2}},? \d{{4}}"
        rf"|\d{{1,2}}\.?[ -](?:{_MONTHS})[a-z]*\.?,?[ -](?:\d{{4}}|\d{{2}}))",
        check=_day,
    ),
    "EMAIL": like(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}"),
    "IP_ADDRESS": like(
        r"\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-fA-F]{0,4}:){2,7}(?:[0-9a-fA-F]{1,4})?", check=_address
    ),
    "MAC_ADDRESS": like(r"[0-9a-fA-F]{2}([:-])(?:[0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}"),
    "PERSON_NAME": _people,
    "PHONE_NUMBER": _phones,
    "USA_ATIN": like(r"9\d{2}-93-\d{4}", r"9\d{2}-?93-?\d{4}"),
    "USA_CPT_CODE": like(r"\d{4}[FTU]", r"\d{4}[\dFTU]"),
    "USA_DEA_NUMBER": like(r"[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}", check=_dea),
    "USA_DRIVING_LICENSE": like(
        r"[A-Z]\d{7}|[A-Z]\d{12}|[A-Z]\d{3}-\d{4}-\d{4}|[A-Z]{2}\d{6}[A-Z]?", r"[A-Z]{1,2}-?\d{3,14}|\d{7,9}"
    ),
    "USA_HCPCS_CODE": like(r"[A-CEGHJ-MP-V]\d{4}"),
    "USA_HEALTH_INSURANCE_CLAIM_NUMBER": like(r"\d{3}-?\d{2}-?\d{4}-?[A-Z][A-Z0-9]?"),
    "USA_ITIN": like(
        r"9\d{2}[- ](?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])[- ]\d{4}",
        r"9\d{2}[- ]?(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])[- ]?\d{4}",
    ),
    "USA_MEDICARE_BENEFICIARY_IDENTIFIER": like(
        r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?"
        r"[AC-HJKMNP-RT-Y]{2}\d{2}"
    ),
    "USA_NATIONAL_DRUG_CODE": like(r"\d{4}-\d{4}-\d{2}|\d{5}-\d{3}-\d{2}|\d{5}-\d{4}-\d{1,2}"),
    "USA_NATIONAL_PROVIDER_IDENTIFIER": like(r"[12]\d{9}", check=_provider),
    "USA_PASSPORT_NUMBER": like(r"[A-Z]\d{8}", r"[A-Z0-9]\d{8}"),
    "USA_PTIN": like(r"P\d{8}"),
    "USA_SSN": like(_SSN.replace("{0}", "[- ]"), _SSN.replace("{0}", "[- ]?")),
}
TYPES = (*_FINDERS, *NATIONAL)
"""The types that are known here, as AWS calls them."""
