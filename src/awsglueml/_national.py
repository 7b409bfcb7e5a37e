"""The types of single countries: passports, licences, numbers of persons, taxpayers, patients and accounts.

AWS: https://docs.aws.amazon.com/glue/latest/dg/sensitive-data-managed-data-types.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from awsglueml import _checks as checks
from awsglueml._finding import Check, Finder, Span, iban, like, luhn

_DIGIT = re.compile(r"\d")
"""No number is without one; most texts are."""
_PASSPORT = (
    "passport",
    "passeport",
    "passaport",
    "pasaport",
    "paspoort",
    "paszport",
    "reisepass",
    "\u62a4\u7167",
)
_LICENCE = (
    "driv",
    "licen",
    "permi",
    "f\u00fchrerschein",
    "patente",
    "rijbewijs",
    "prawo jazdy",
    "k\u00f6rkort",
)
_TAX = ("tax", "fiscal", "steuer", "impuesto", "imposto", "contribu", "belasting")
_IDENTITY = (
    "ident",
    "national",
    "personal",
    "citizen",
    "resident",
    "cedula",
    "c\u00e9dula",
    "ausweis",
    "carte",
)
_HEALTH = ("health", "insur", "medic", "patient", "kranken", "sant\u00e9")
_ACCOUNT = ("bank", "account", "sort code", "sort_code", "sortcode", "konto")


@dataclass(frozen=True)
class National:
    """How a type is found, and the words beside which a number is taken for one that else only might be."""

    finder: Finder
    words: tuple[str, ...] = ()
    shy: bool = True
    """Nothing is found without such a word, unless a higher sensitivity is asked for."""

    def spans(self, text: str, loose: bool, column: str) -> list[Span]:
        """Where such entities stand in a text; the words may stand in the text or in its column's name."""
        if not _DIGIT.search(text):
            return []
        near = f"{column} {text}".casefold()
        told = loose or any(word in near for word in self.words)
        return list(self.finder(text, told)) if told or not self.shy else []


def _any(_: str) -> bool:
    return True


def _told(form: str, check: Check = _any, loose: str = "") -> National:
    """Its form or its check digits tell what it is; beside a word of its kind a looser form will do."""
    return National(like(form, loose, check), (*_IDENTITY, *_TAX, *_HEALTH, "social"), shy=False)


def _passport(form: str) -> National:
    return National(like(form), _PASSPORT)


def _licence(form: str, check: Check = _any) -> National:
    return National(like(form, check=check), _LICENCE)


def _tax(form: str, check: Check = _any) -> National:
    return National(like(form, check=check), _TAX)


def _identity(form: str, check: Check = _any) -> National:
    return National(like(form, check=check), _IDENTITY)


def _health(form: str, check: Check = _any) -> National:
    return National(like(form, check=check), _HEALTH)


def _vat(country: str, form: str, check: Check = _any) -> National:
    """A VAT number; a higher sensitivity takes it without its country too."""
    finder = like(rf"{country} ?-?(?:{form})", rf"(?:{country} ?-?)?(?:{form})", check)
    return National(finder, shy=False)


def _account(country: str) -> National:
    return _told(rf"{country}\d{{2}}(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?", iban)


def _phone(country: str, here: str = "") -> National:
    """Numbers of one country, with its code, a zero, or a form that is used there only; or without."""
    known = re.compile(rf"\+|\(?0|{here or '(?!)'}")

    def find(text: str, loose: bool) -> Iterator[Span]:
        for match in phonenumbers.PhoneNumberMatcher(text, country):
            own = phonenumbers.region_code_for_number(match.number) == country
            if own and (loose or known.match(match.raw_string)):
                yield match.start, match.end

    return National(find, shy=False)


def _master_citizen(*regions: str) -> National:
    """A number of the Yugoslav register; digits 8 and 9 are those of the region of birth."""
    register = checks.both(
        checks.ends(7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, sign=-1), lambda text: text[:2] <= "31"
    )
    return _told(rf"\d{{2}}(?:0[1-9]|1[0-2])[09]\d{{2}}(?:{'|'.join(regions)})\d{{4}}", register)


_CZECH = _told(r"\d{6}/\d{3,4}", checks.birth_number, r"\d{6}/?\d{3,4}")
_DANISH = _told(r"\d{6}-\d{4}", checks.dated(4, 2, 0), r"\d{6}-?\d{4}")
_HETU = _told(r"\d{6}[-+ABCDEFYXWVU]\d{3}[0-9A-Y]", checks.hetu)
_NORWEGIAN = _told(r"\d{6} ?\d{5}", checks.norwegian)
_BELGIAN = _told(r"\d{2}\.?\d{2}\.?\d{2}[- ]?\d{3}[-. ]?\d{2}", checks.belgian)
_DNI = r"\d{8}-?[A-Z]"
_NIE = r"[XYZ]-?\d{7}-?[A-Z]"
_CIF = r"[ABCDEFGHJKLMNPQRSUVW]-?\d{7}-?[0-9A-J]"
_NIF = _told(f"{_DNI}|{_NIE}|{_CIF}", checks.nif)
_PPS = _told(r"\d{7}[A-W][A-IW]?", checks.pps)
_NRIC = _told(r"[STFGM]\d{7}[A-Z]", checks.nric)
_RUT = _told(r"\d{1,2}\.?\d{3}\.?\d{3}-[\dkK]", checks.rut)
_SWEDISH = _told(r"(?:\d{2})?\d{6}[-+]\d{4}", checks.swedish, r"(?:\d{2})?\d{6}[-+]?\d{4}")
_LUXEMBOURGISH = _told(r"(?:18|19|20)\d{11}", checks.luxembourgish)
_BALTIC = _told(r"[1-6]\d{10}", checks.baltic)
_BSN = checks.weighs(9, 8, 7, 6, 5, 4, 3, 2, -1)
_MALTESE = r"\d{7}[MGAPLHBZ]"

NATIONAL: dict[str, National] = {
    "ARGENTINA_TAX_IDENTIFICATION_NUMBER": _told(
        r"(?:2[0347]|3[034])-?\d{8}-?\d", checks.weighs(5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    ),
    "AUSTRALIA_BUSINESS_NUMBER": _told(r"\d{2} ?\d{3} ?\d{3} ?\d{3}", checks.abn),
    "AUSTRALIA_COMPANY_NUMBER": _told(
        r"\d{3} \d{3} \d{3}", checks.weighs(8, 7, 6, 5, 4, 3, 2, 1, 1, by=10), r"\d{3} ?\d{3} ?\d{3}"
    ),
    "AUSTRALIA_DRIVING_LICENSE": _licence(r"\d{6,10}|[A-Z]{1,2}\d{4,7}|\d{2,4}[A-Z]{2}"),
    "AUSTRALIA_MEDICARE_NUMBER": _told(
        r"[2-6]\d{3} \d{5} \d(?:[-/ ]?\d)?", checks.medicare, r"[2-6]\d{3} ?\d{5} ?\d(?:[-/ ]?\d)?"
    ),
    "AUSTRALIA_PASSPORT_NUMBER": _passport(r"[A-Z]{1,2}\d{7}"),
    "AUSTRALIA_TAX_FILE_NUMBER": _told(
        r"\d{3}[- ]\d{3}[- ]\d{3}", checks.weighs(1, 4, 3, 7, 5, 8, 6, 9, 10), r"\d{3}[- ]?\d{3}[- ]?\d{3}"
    ),
    "AUSTRIA_DRIVING_LICENSE": _licence(r"\d{8}"),
    "AUSTRIA_PASSPORT_NUMBER": _passport(r"[A-Z]{1,2} ?\d{7}"),
    "AUSTRIA_SSN": _told(r"\d{4} ?\d{6}", checks.austrian_ssn),
    "AUSTRIA_TAX_IDENTIFICATION_NUMBER": _told(r"\d{2}-\d{3}/\d{4}", luhn, r"\d{2}-?\d{3}/?\d{4}"),
    "AUSTRIA_VALUE_ADDED_TAX": _vat("AT", r"U\d{8}", checks.austrian_vat),
    "BELGIUM_DRIVING_LICENSE": _licence(r"\d{10}"),
    "BELGIUM_NATIONAL_IDENTIFICATION_NUMBER": _BELGIAN,
    "BELGIUM_PASSPORT_NUMBER": _passport(r"[A-Z]{2}\d{6}"),
    "BELGIUM_TAX_IDENTIFICATION_NUMBER": _BELGIAN,
    "BELGIUM_VALUE_ADDED_TAX": _vat("BE", r"[01]?\d{3}\.?\d{3}\.?\d{3}", checks.belgian_vat),
    "BOSNIA_UNIQUE_MASTER_CITIZEN_NUMBER": _master_citizen("1[0-9]"),
    "BRAZIL_BANK_ACCOUNT": _account("BR"),
    "BRAZIL_NATIONAL_IDENTIFICATION_NUMBER": _told(
        r"\d{1,2}\.\d{3}\.\d{3}-[\dXx]", loose=r"\d{1,2}\.?\d{3}\.?\d{3}-?[\dXx]"
    ),
    "BRAZIL_NATIONAL_REGISTRY_OF_LEGAL_ENTITIES_NUMBER": _told(
        r"\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}", checks.cnpj
    ),
    "BRAZIL_NATURAL_PERSON_REGISTRY_NUMBER": _told(r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}", checks.cpf),
    "BULGARIA_DRIVING_LICENSE": _licence(r"\d{9}"),
    "BULGARIA_UNIFORM_CIVIL_NUMBER": _told(
        r"\d{10}",
        checks.both(checks.ends(2, 4, 8, 5, 10, 9, 7, 3, 6), checks.dated(0, 2, 4, past=(0, 20, 40))),
    ),
    "BULGARIA_VALUE_ADDED_TAX": _vat("BG", r"\d{9,10}"),
    "CANADA_DRIVING_LICENSE": _licence(
        r"[A-Z]\d{4}-?\d{5}-?\d{5}|[A-Z]\d{4}-?\d{6}-?\d{2}|\d{6}-?\d{3}|\d{5,9}"
    ),
    "CANADA_GOVERNMENT_IDENTIFICATION_CARD_NUMBER": _identity(r"\d{9,10}"),
    "CANADA_PASSPORT_NUMBER": _passport(r"[A-Z]{2}\d{6}|[A-Z]\d{6}[A-Z]{2}"),
    "CANADA_PERMANENT_RESIDENCE_NUMBER": _told(r"(?:RA|PA)\d{7,10}", loose=r"(?:RA|PA)\d{7,10}|\d{4}-\d{4}"),
    "CANADA_PERSONAL_HEALTH_NUMBER": _health(r"\d{4}[- ]?\d{3}[- ]?\d{3}(?:[- ]?[A-Z]{2})?|\d{5}-?\d{4}"),
    "CANADA_SOCIAL_INSURANCE_NUMBER": _told(r"\d{3}[- ]\d{3}[- ]\d{3}", luhn, r"\d{3}[- ]?\d{3}[- ]?\d{3}"),
    "CHILE_DRIVING_LICENSE": _RUT,
    "CHILE_NATIONAL_IDENTIFICATION_NUMBER": _RUT,
    "CHINA_IDENTIFICATION": _told(
        r"[1-9]\d{5}(?:18|19|20)\d{9}[\dXx]",
        checks.both(checks.chinese, checks.dated(6, 10, 12, long=True)),
    ),
    "CHINA_LICENSE_PLATE_NUMBER": _told(
        "[\u4eac\u6d25\u6caa\u6e1d\u5180\u8c6b\u4e91\u8fbd\u9ed1\u6e58\u7696\u9c81\u65b0\u82cf\u6d59\u8d63"
        "\u9102\u6842\u7518\u664b\u8499\u9655\u5409\u95fd\u8d35\u7ca4\u9752\u85cf\u5ddd\u5b81\u743c]"
        "[A-HJ-NP-Z][ \u00b7]?[A-HJ-NP-Z0-9]{5,6}"
    ),
    "CHINA_MAINLAND_TRAVEL_PERMIT_ID_HONG_KONG_MACAU": _told(r"[HM]\d{8}(?:\d{2})?"),
    "CHINA_MAINLAND_TRAVEL_PERMIT_ID_TAIWAN": National(like(r"\d{8}"), ("permit", "travel", "taiwan")),
    "CHINA_PASSPORT_NUMBER": _passport(r"[EG]\d{8}|E[A-HJ-NP-Z]\d{7}|[DSPH]\d{7,8}|[DSP]E\d{7}"),
    "CHINA_PHONE_NUMBER": _phone("CN", r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}$"),
    "COLOMBIA_PERSONAL_IDENTIFICATION_NUMBER": _identity(r"\d{1,3}(?:\.\d{3}){2,3}|\d{6,10}"),
    "COLOMBIA_TAX_IDENTIFICATION_NUMBER": _told(
        r"\d{3}\.\d{3}\.\d{3}-\d|\d{9}-\d", checks.nit, r"\d{3}\.?\d{3}\.?\d{3}-?\d"
    ),
    "CROATIA_DRIVING_LICENSE": _licence(r"\d{8}"),
    "CROATIA_IDENTITY_NUMBER": _identity(r"\d{9}"),
    "CROATIA_PASSPORT_NUMBER": _passport(r"\d{9}"),
    "CROATIA_PERSONAL_IDENTIFICATION_NUMBER": _told(r"HR\d{11}", checks.mod_11_10, r"(?:HR)?\d{11}"),
    "CYPRUS_DRIVING_LICENSE": _licence(r"\d{12}"),
    "CYPRUS_NATIONAL_IDENTIFICATION_NUMBER": _identity(r"\d{6,10}"),
    "CYPRUS_PASSPORT_NUMBER": _passport(r"[A-Z]\d{6,8}"),
    "CYPRUS_TAX_IDENTIFICATION_NUMBER": _told(r"\d{8}[A-Z]", checks.cypriot),
    "CYPRUS_VALUE_ADDED_TAX": _vat("CY", r"\d{8}[A-Z]", checks.cypriot),
    "CZECHIA_DRIVING_LICENSE": _licence(r"[A-Z]{2} ?\d{6}"),
    "CZECHIA_PERSONAL_IDENTIFICATION_NUMBER": _CZECH,
    "CZECHIA_VALUE_ADDED_TAX": _vat("CZ", r"\d{8,10}"),
    "DENMARK_DRIVING_LICENSE": _licence(r"\d{8}"),
    "DENMARK_PERSONAL_IDENTIFICATION_NUMBER": _DANISH,
    "DENMARK_TAX_IDENTIFICATION_NUMBER": _DANISH,
    "DENMARK_VALUE_ADDED_TAX": _vat("DK", r"\d{8}", checks.weighs(2, 7, 6, 5, 4, 3, 2, 1)),
    "ESTONIA_DRIVING_LICENSE": _licence(r"[A-Z]{2}\d{6}"),
    "ESTONIA_PASSPORT_NUMBER": _passport(r"[A-Z]{1,2}\d{7}"),
    "ESTONIA_PERSONAL_IDENTIFICATION_CODE": _BALTIC,
    "ESTONIA_VALUE_ADDED_TAX": _vat("EE", r"\d{9}", checks.weighs(3, 7, 1, 3, 7, 1, 3, 7, 1, by=10)),
    "FINLAND_DRIVING_LICENSE": _HETU,
    "FINLAND_HEALTH_INSURANCE_NUMBER": _told(r"80246\d{15}"),
    "FINLAND_NATIONAL_IDENTIFICATION_NUMBER": _HETU,
    "FINLAND_PASSPORT_NUMBER": _passport(r"[A-Z]{2}\d{7}"),
    "FINLAND_VALUE_ADDED_TAX": _vat("FI", r"\d{8}", checks.weighs(7, 9, 10, 5, 8, 4, 2, 1)),
    "FRANCE_BANK_ACCOUNT": _account("FR"),
    "FRANCE_DRIVING_LICENSE": _licence(r"\d{12}|\d{2}[A-Z]{2}\d{5}"),
    "FRANCE_HEALTH_INSURANCE_NUMBER": _health(r"\d{10} ?\d{10} ?\d"),
    "FRANCE_INSEE_CODE": _told(
        r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}", checks.insee
    ),
    "FRANCE_NATIONAL_IDENTIFICATION_NUMBER": _identity(r"\d{12}|[A-Z0-9]{4}\d[A-Z0-9]{3}\d"),
    "FRANCE_PASSPORT_NUMBER": _passport(r"\d{2}[A-Z]{2}\d{5}"),
    "FRANCE_TAX_IDENTIFICATION_NUMBER": _told(r"[0-3]\d ?\d{2} ?\d{3} ?\d{3} ?\d{3}", checks.spi),
    "FRANCE_VALUE_ADDED_TAX": _vat("FR", r"[A-HJ-NP-Z0-9]{2} ?\d{3} ?\d{3} ?\d{3}", checks.french_vat),
    "GERMANY_BANK_ACCOUNT": _account("DE"),
    "GERMANY_DRIVING_LICENSE": _licence(r"[A-Z0-9]\d{2}[A-Z0-9]{6}\d[A-Z0-9]"),
    "GERMANY_PASSPORT_NUMBER": _passport(r"[CFGHJK][CFGHJ-NPRTV-Z0-9]{8}\d?"),
    "GERMANY_PERSONAL_IDENTIFICATION_NUMBER": _identity(r"[LMNPRTV-Y][CFGHJ-NPRTV-Z0-9]{8}\d?|T\d{8}"),
    "GERMANY_TAX_IDENTIFICATION_NUMBER": _told(
        r"[1-9]\d \d{3} \d{3} \d{3}", checks.mod_11_10, r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}"
    ),
    "GERMANY_VALUE_ADDED_TAX": _vat("DE", r"[1-9]\d{8}", checks.mod_11_10),
    "GREECE_DRIVING_LICENSE": _licence(r"\d{9}"),
    "GREECE_PASSPORT_NUMBER": _passport(r"[A-Z]{2}\d{7}"),
    "GREECE_SSN": _told(r"\d{11}", checks.both(luhn, checks.dated(4, 2, 0))),
    "GREECE_TAX_IDENTIFICATION_NUMBER": _tax(r"\d{9}", checks.ends(256, 128, 64, 32, 16, 8, 4, 2)),
    "GREECE_VALUE_ADDED_TAX": _vat("(?:EL|GR)", r"\d{9}", checks.ends(256, 128, 64, 32, 16, 8, 4, 2)),
    "HONG_KONG_IDENTITY_CARD": _told(
        r"[A-Z]{1,2}\d{6}\([0-9A]\)", checks.hong_kong, r"[A-Z]{1,2}\d{6}\(?[0-9A]\)?"
    ),
    "HUNGARY_DRIVING_LICENSE": _licence(r"[A-Z]{2}\d{6}"),
    "HUNGARY_PASSPORT_NUMBER": _passport(r"[A-Z]{2}\d{6,7}"),
    "HUNGARY_SSN": _told(
        r"\d{3}[- ]\d{3}[- ]\d{3}",
        checks.weighs(3, 7, 3, 7, 3, 7, 3, 7, 9, by=10),
        r"\d{3}[- ]?\d{3}[- ]?\d{3}",
    ),
    "HUNGARY_TAX_IDENTIFICATION_NUMBER": _told(r"8\d{9}", checks.weighs(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
    "HUNGARY_VALUE_ADDED_TAX": _vat("HU", r"\d{8}", checks.weighs(9, 7, 3, 1, 9, 7, 3, 1, by=10)),
    "ICELAND_NATIONAL_IDENTIFICATION_NUMBER": _told(
        r"\d{6}-?\d{4}",
        checks.both(
            checks.weighs(3, 2, 7, 6, 5, 4, 3, 2, 1, 0),
            checks.dated(4, 2, 0),
        ),
    ),
    "ICELAND_PASSPORT_NUMBER": _passport(r"[A-Z]\d{7}"),
    "ICELAND_VALUE_ADDED_TAX": _vat("IS", r"\d{5,6}"),
    "INDIA_AADHAAR_NUMBER": _told(
        r"[2-9]\d{3}[- ]\d{4}[- ]\d{4}", checks.verhoeff, r"[2-9]\d{3}[- ]?\d{4}[- ]?\d{4}"
    ),
    "INDIA_PERMANENT_ACCOUNT_NUMBER": _told(r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]"),
    "INDONESIA_IDENTITY_CARD_NUMBER": _identity(r"[1-9]\d{15}", checks.dated(10, 8, 6, past=(0, 40))),
    "IRELAND_DRIVING_LICENSE": _licence(r"\d{3} ?\d{3} ?\d{3}"),
    "IRELAND_PASSPORT_NUMBER": _passport(r"[A-Z]{2}\d{7}"),
    "IRELAND_PERSONAL_PUBLIC_SERVICE_NUMBER": _PPS,
    "IRELAND_TAX_IDENTIFICATION_NUMBER": _PPS,
    "IRELAND_VALUE_ADDED_TAX": _vat("IE", r"\d[0-9A-Z+*]\d{5}[A-W][A-I]?"),
    "ISRAEL_IDENTIFICATION_NUMBER": _identity(r"\d{8}-?\d", luhn),
    "ITALY_BANK_ACCOUNT": _account("IT"),
    "ITALY_DRIVING_LICENSE": _licence(r"[A-Z]{2}\d{7}[A-Z]|U1[A-Z0-9]{7}[A-Z]"),
    "ITALY_FISCAL_CODE": _told(
        r"[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]", checks.fiscal_code
    ),
    "ITALY_PASSPORT_NUMBER": _passport(r"[A-Z]{2}\d{7}"),
    "ITALY_VALUE_ADDED_TAX": _vat("IT", r"\d{11}", luhn),
    "JAPAN_BANK_ACCOUNT": National(like(r"\d{4}-\d{3}-\d{7}|\d{7}"), _ACCOUNT),
    "JAPAN_DRIVING_LICENSE": _licence(r"\d{12}"),
    "JAPAN_MY_NUMBER": _told(
        r"\d{4} \d{4} \d{4}",
        checks.ends(6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, sign=-1),
        r"\d{4} ?\d{4} ?\d{4}",
    ),
    "JAPAN_PASSPORT_NUMBER": _passport(r"[A-Z]{2}\d{7}"),
    "KOREA_PASSPORT_NUMBER": _passport(r"[MSRODG]\d{8}|[MSROD]\d{3}[A-Z]\d{4}"),
    "KOREA_RESIDENCE_REGISTRATION_NUMBER_FOR_CITIZENS": _told(
        r"\d{6}-[0-49]\d{6}", checks.dated(0, 2, 4), r"\d{6}-?[0-49]\d{6}"
    ),
    "KOREA_RESIDENCE_REGISTRATION_NUMBER_FOR_FOREIGNERS": _told(
        r"\d{6}-[5-8]\d{6}", checks.dated(0, 2, 4), r"\d{6}-?[5-8]\d{6}"
    ),
    "KOSOVO_UNIQUE_MASTER_CITIZEN_NUMBER": _master_citizen("9[0-9]"),
    "LATVIA_DRIVING_LICENSE": _licence(r"[A-Z]{2}\d{6}"),
    "LATVIA_PASSPORT_NUMBER": _passport(r"[A-Z]{2}\d{7}"),
    "LATVIA_PERSONAL_IDENTIFICATION_NUMBER": _told(r"\d{6}-\d{5}", checks.latvian, r"\d{6}-?\d{5}"),
    "LATVIA_VALUE_ADDED_TAX": _vat("LV", r"\d{11}"),
    "LIECHTENSTEIN_NATIONAL_IDENTIFICATION_NUMBER": _identity(r"[A-Z]{2}\d{8}|\d{10,12}"),
    "LIECHTENSTEIN_PASSPORT_NUMBER": _passport(r"[A-Z]\d{5}"),
    "LIECHTENSTEIN_TAX_IDENTIFICATION_NUMBER": _tax(r"\d{1,12}"),
    "LITHUANIA_DRIVING_LICENSE": _licence(r"\d{8}"),
    "LITHUANIA_PERSONAL_IDENTIFICATION_NUMBER": _BALTIC,
    "LITHUANIA_TAX_IDENTIFICATION_NUMBER": _BALTIC,
    "LITHUANIA_VALUE_ADDED_TAX": _vat("LT", r"\d{12}|\d{9}"),
    "LUXEMBOURG_DRIVING_LICENSE": _licence(r"\d{6}"),
    "LUXEMBOURG_NATIONAL_INDIVIDUAL_NUMBER": _LUXEMBOURGISH,
    "LUXEMBOURG_PASSPORT_NUMBER": _passport(r"(?=[A-Z0-9]*\d)[A-Z0-9]{8}"),
    "LUXEMBOURG_TAX_IDENTIFICATION_NUMBER": _LUXEMBOURGISH,
    "LUXEMBOURG_VALUE_ADDED_TAX": _vat("LU", r"\d{8}", checks.quotient(89, 2)),
    "MACAU_RESIDENT_IDENTITY_CARD": _told(
        r"[157]\d{6}\(\d\)|[157]/\d{6}/\d", loose=r"[157]/?\d{6}(?:\(\d\)|/?\d)"
    ),
    "MACEDONIA_UNIQUE_MASTER_CITIZEN_NUMBER": _master_citizen("4[0-9]"),
    "MALAYSIA_MYKAD_NUMBER": _told(r"\d{6}-\d{2}-\d{4}", checks.dated(0, 2, 4), r"\d{6}-?\d{2}-?\d{4}"),
    "MALAYSIA_PASSPORT_NUMBER": _passport(r"[AHK]\d{8}"),
    "MALTA_DRIVING_LICENSE": _licence(r"[A-Z]{2}[- ]?\d{3}[- ]?\d{3}|\d{8}"),
    "MALTA_NATIONAL_IDENTIFICATION_NUMBER": _told(_MALTESE),
    "MALTA_TAX_IDENTIFICATION_NUMBER": _tax(rf"{_MALTESE}|\d{{9}}"),
    "MALTA_VALUE_ADDED_TAX": _vat("MT", r"\d{8}", checks.weighs(3, 4, 6, 7, 8, 9, 10, 1, by=37)),
    "MEXICO_CLABE_NUMBER": _told(r"\d{18}", checks.weighs(*(3, 7, 1) * 5, 3, 7, 1, by=10)),
    "MEXICO_DRIVING_LICENSE": _licence(r"(?=[A-Z]*\d)[A-Z0-9]{8,12}"),
    "MEXICO_PASSPORT_NUMBER": _passport(r"[A-Z]\d{8}|\d{11}"),
    "MEXICO_TAX_IDENTIFICATION_NUMBER": _told(
        "[A-Z\u00d1&]{3,4}[- ]?\\d{6}[- ]?[A-Z0-9]{3}", checks.dated(0, 2, 4)
    ),
    "MEXICO_UNIQUE_POPULATION_REGISTRY_CODE": _told(
        r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[A-Z0-9]\d", checks.curp
    ),
    "MONTENEGRO_UNIQUE_MASTER_CITIZEN_NUMBER": _master_citizen("2[0-9]"),
    "NETHERLANDS_BANK_ACCOUNT": _account("NL"),
    "NETHERLANDS_CITIZEN_SERVICE_NUMBER": National(
        like(r"\d{4}\.?\d{2}\.?\d{3}", check=_BSN), (*_IDENTITY, "bsn", "burgerservice", "sofi")
    ),
    "NETHERLANDS_DRIVING_LICENSE": _licence(r"\d{10}"),
    "NETHERLANDS_PASSPORT_NUMBER": _passport(r"[A-NP-Z]{2}[A-NP-Z0-9]{6}\d"),
    "NETHERLANDS_TAX_IDENTIFICATION_NUMBER": _tax(r"\d{9}", _BSN),
    "NETHERLANDS_VALUE_ADDED_TAX": _vat("NL", r"\d{9}B\d{2}"),
    "NEW_ZEALAND_DRIVING_LICENSE": _licence(r"[A-Z]{2}\d{6}"),
    "NEW_ZEALAND_NATIONAL_HEALTH_INDEX_NUMBER": _told(r"[A-HJ-NP-Z]{3}\d{4}", checks.health_index),
    "NEW_ZEALAND_TAX_IDENTIFICATION_NUMBER": _told(
        r"\d{2,3}-\d{3}-\d{3}", checks.ird, r"\d{2,3}[- ]?\d{3}[- ]?\d{3}"
    ),
    "NORWAY_BIRTH_NUMBER": _NORWEGIAN,
    "NORWAY_DRIVING_LICENSE": _licence(r"\d{2} ?\d{2} ?\d{6} ?\d"),
    "NORWAY_HEALTH_INSURANCE_NUMBER": _told(r"80578\d{15}"),
    "NORWAY_NATIONAL_IDENTIFICATION_NUMBER": _NORWEGIAN,
    "NORWAY_VALUE_ADDED_TAX": _told(
        r"(?:NO ?)?\d{3} ?\d{3} ?\d{3} ?MVA",
        checks.weighs(3, 2, 7, 6, 5, 4, 3, 2, 1),
        r"(?:NO ?)?\d{3} ?\d{3} ?\d{3}(?: ?MVA)?",
    ),
    "PHILIPPINES_DRIVING_LICENSE": _licence(r"[A-Z]\d{2}-?\d{2}-?\d{6}"),
    "PHILIPPINES_PASSPORT_NUMBER": _passport(r"[A-Z]\d{7}[A-Z]|[A-Z]{1,2}\d{6,7}"),
    "POLAND_DRIVING_LICENSE": _told(r"\d{5}/\d{2}/\d{4}"),
    "POLAND_IDENTIFICATION_NUMBER": _told(
        r"[A-Z]{3} ?\d{6}", checks.weighs_letters(7, 3, 1, 9, 7, 3, 1, 7, 3, by=10)
    ),
    "POLAND_PASSPORT_NUMBER": _told(
        r"[A-Z]{2} ?\d{7}", checks.weighs_letters(7, 3, 9, 1, 7, 3, 1, 7, 3, by=10)
    ),
    "POLAND_REGON_NUMBER": National(
        like(
            r"\d{14}|\d{9}",
            check=checks.either(
                checks.both(lambda text: len(text) == 9, checks.ends(8, 9, 2, 3, 4, 5, 6, 7)),
                checks.both(lambda text: len(text) == 14, checks.ends(2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)),
            ),
        ),
        ("regon", "statist"),
    ),
    "POLAND_SSN": _told(
        r"\d{11}",
        checks.both(
            checks.weighs(1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1, by=10),
            checks.dated(0, 2, 4, past=(0, 20, 40, 60, 80)),
        ),
    ),
    "POLAND_TAX_IDENTIFICATION_NUMBER": _told(
        r"\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}",
        checks.weighs(6, 5, 7, 2, 3, 4, 5, 6, 7, -1),
        r"\d{3}-?\d{3}-?\d{2}-?\d{2}|\d{3}-\d{2}-\d{2}-\d{3}",
    ),
    "POLAND_VALUE_ADDED_TAX": _vat("PL", r"\d{10}", checks.weighs(6, 5, 7, 2, 3, 4, 5, 6, 7, -1)),
    "PORTUGAL_DRIVING_LICENSE": _licence(r"[A-Z]{1,2}-?\d{5,6} ?\d?"),
    "PORTUGAL_NATIONAL_IDENTIFICATION_NUMBER": _told(
        r"\d{8} ?\d ?[A-Z][A-Z0-9]\d", checks.portuguese, r"\d{8} ?\d ?[A-Z0-9]{2}\d"
    ),
    "PORTUGAL_PASSPORT_NUMBER": _passport(r"[A-Z]{1,2}\d{6}"),
    "PORTUGAL_TAX_IDENTIFICATION_NUMBER": _tax(
        r"\d{3} ?\d{3} ?\d{3}", checks.ends(9, 8, 7, 6, 5, 4, 3, 2, sign=-1)
    ),
    "PORTUGAL_VALUE_ADDED_TAX": _vat("PT", r"\d{9}", checks.ends(9, 8, 7, 6, 5, 4, 3, 2, sign=-1)),
    "ROMANIA_DRIVING_LICENSE": _licence(r"[A-Z]\d{8}[A-Z]"),
    "ROMANIA_NUMERICAL_PERSONAL_CODE": _told(r"[1-9]\d{12}", checks.cnp),
    "ROMANIA_PASSPORT_NUMBER": _passport(r"\d{8,9}"),
    "ROMANIA_VALUE_ADDED_TAX": _vat("RO", r"[1-9]\d{1,9}"),
    "SERBIA_UNIQUE_MASTER_CITIZEN_NUMBER": _master_citizen("7[0-9]"),
    "SERBIA_VALUE_ADDED_TAX": _vat("RS", r"\d{9}", checks.mod_11_10),
    "SINGAPORE_DRIVING_LICENSE": _NRIC,
    "SINGAPORE_NATIONAL_REGISTRY_IDENTIFICATION_NUMBER": _NRIC,
    "SINGAPORE_PASSPORT_NUMBER": _passport(r"[A-Z]\d{7}[A-Z]"),
    "SINGAPORE_UNIQUE_ENTITY_NUMBER": _told(
        r"[RST]\d{2}[A-Z]{2}\d{4}[A-Z]|(?:19|20)\d{7}[A-Z]",
        loose=r"[RST]\d{2}[A-Z]{2}\d{4}[A-Z]|\d{8,9}[A-Z]",
    ),
    "SLOVAKIA_DRIVING_LICENSE": _licence(r"[A-Z]\d{7}"),
    "SLOVAKIA_NATIONAL_IDENTIFICATION_NUMBER": _CZECH,
    "SLOVAKIA_PASSPORT_NUMBER": _passport(r"[A-Z]{1,2}\d{7}"),
    "SLOVAKIA_VALUE_ADDED_TAX": _vat("SK", r"[1-9]\d{9}", checks.quotient(11, 0)),
    "SLOVENIA_DRIVING_LICENSE": _licence(r"\d{9}"),
    "SLOVENIA_PASSPORT_NUMBER": _passport(r"P[A-Z]\d{7}"),
    "SLOVENIA_TAX_IDENTIFICATION_NUMBER": _tax(r"[1-9]\d{7}", checks.ends(8, 7, 6, 5, 4, 3, 2, sign=-1)),
    "SLOVENIA_UNIQUE_MASTER_CITIZEN_NUMBER": _master_citizen("5[0-9]"),
    "SLOVENIA_VALUE_ADDED_TAX": _vat("SI", r"[1-9]\d{7}", checks.ends(8, 7, 6, 5, 4, 3, 2, sign=-1)),
    "SOUTH_AFRICA_PERSONAL_IDENTIFICATION_NUMBER": _told(
        r"\d{6} ?\d{4} ?[012]\d{2}", checks.both(luhn, checks.dated(0, 2, 4))
    ),
    "SPAIN_BANK_ACCOUNT": _account("ES"),
    "SPAIN_DNI": _told(_DNI, checks.dni),
    "SPAIN_DRIVING_LICENSE": _told(f"{_DNI}|{_NIE}", checks.dni),
    "SPAIN_NIE": _told(_NIE, checks.dni),
    "SPAIN_NIF": _NIF,
    "SPAIN_PASSPORT_NUMBER": _passport(r"[A-Z]{2,3}\d{6}[A-Z]?"),
    "SPAIN_SSN": _told(r"\d{2}[/ -]?\d{8}[/ -]?\d{2}", checks.quotient(97, 2)),
    "SPAIN_TAX_IDENTIFICATION_NUMBER": _NIF,
    "SPAIN_VALUE_ADDED_TAX": _vat("ES", f"{_DNI}|{_NIE}|{_CIF}", checks.nif),
    "SRI_LANKA_NATIONAL_IDENTIFICATION_NUMBER": _told(r"\d{9}[VvXx]", loose=r"\d{9}[VvXx]|(?:19|20)\d{10}"),
    "SWEDEN_DRIVING_LICENSE": _SWEDISH,
    "SWEDEN_PASSPORT_NUMBER": _passport(r"\d{8}|[A-Z]{2}\d{6}"),
    "SWEDEN_PERSONAL_IDENTIFICATION_NUMBER": _SWEDISH,
    "SWEDEN_TAX_IDENTIFICATION_NUMBER": _SWEDISH,
    "SWEDEN_VALUE_ADDED_TAX": _vat("SE", r"\d{10}01", lambda text: luhn(text[:-2])),
    "SWITZERLAND_AHV": _told(
        r"756\.?\d{4}\.?\d{4}\.?\d{2}", checks.weighs(1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, by=10)
    ),
    "SWITZERLAND_HEALTH_INSURANCE_NUMBER": _told(r"80756\d{15}"),
    "SWITZERLAND_PASSPORT_NUMBER": _passport(r"[A-Z]\d{7}"),
    "SWITZERLAND_VALUE_ADDED_TAX": _told(
        r"CHE-?\d{3}\.?\d{3}\.?\d{3}(?: ?(?:MWST|TVA|IVA|TPV|VAT))?", checks.weighs(5, 4, 3, 2, 7, 6, 5, 4, 1)
    ),
    "TAIWAN_NATIONAL_IDENTIFICATION_NUMBER": _told(r"[A-Z][1289]\d{8}", checks.taiwanese),
    "TAIWAN_PASSPORT_NUMBER": _passport(r"\d{9}"),
    "THAILAND_PASSPORT_NUMBER": _passport(r"[A-Z]{1,2}\d{6,7}"),
    "THAILAND_PERSONAL_IDENTIFICATION_NUMBER": _told(
        r"[1-8]-\d{4}-\d{5}-\d{2}-\d", checks.thai, r"[1-8]-?\d{4}-?\d{5}-?\d{2}-?\d"
    ),
    "TURKEY_NATIONAL_IDENTIFICATION_NUMBER": _told(r"[1-9]\d{10}", checks.turkish),
    "TURKEY_PASSPORT_NUMBER": _passport(r"[A-Z]\d{8}"),
    "TURKEY_VALUE_ADDED_TAX": National(
        like(r"(?:TR)?\d{10}", check=checks.vkn), (*_TAX, "vat", "vergi", "vkn")
    ),
    "UKRAINE_INDIVIDUAL_IDENTIFICATION_NUMBER": _identity(
        r"\d{10}", checks.ends(-1, 5, 7, 9, 4, 6, 10, 5, 7)
    ),
    "UKRAINE_PASSPORT_NUMBER_DOMESTIC": _passport(r"[\u0404\u0406\u0407\u0410-\u042f]{2} ?\d{6}|\d{9}"),
    "UKRAINE_PASSPORT_NUMBER_INTERNATIONAL": _passport(r"[A-Z]{2}\d{6}"),
    "UK_BANK_ACCOUNT": National(
        like(
            r"GB\d{2} ?[A-Z]{4}(?: ?\d{4}){3} ?\d{2}|\d{8}",
            check=lambda text: text[0] != "G" or iban(text),
        ),
        _ACCOUNT,
    ),
    "UK_BANK_SORT_CODE": National(like(r"\d{2}-\d{2}-\d{2}|\d{6}"), _ACCOUNT),
    "UK_DRIVING_LICENSE": _told(
        r"[A-Z9]{5}\d(?:[05][1-9]|[16][0-2])(?:0[1-9]|[12]\d|3[01])\d[A-Z9]{2}[0-9A-Z][A-Z]{2}"
    ),
    "UK_ELECTORAL_ROLL_NUMBER": National(like(r"[A-Z]{1,3}\d{1,4}"), ("elector",)),
    "UK_NATIONAL_HEALTH_SERVICE_NUMBER": _told(
        r"\d{3}[- ]\d{3}[- ]\d{4}",
        checks.weighs(10, 9, 8, 7, 6, 5, 4, 3, 2, 1),
        r"\d{3}[- ]?\d{3}[- ]?\d{4}",
    ),
    "UK_NATIONAL_INSURANCE_NUMBER": _told(
        r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
    ),
    "UK_PASSPORT_NUMBER": _passport(r"\d{9}"),
    "UK_PHONE_NUMBER": _phone("GB"),
    "UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER": _tax(r"\d{5} ?\d{5}", checks.utr),
    "UK_VALUE_ADDED_TAX": _vat("GB", r"\d{3} ?\d{4} ?\d{2}(?: ?\d{3})?", checks.british_vat),
    "UNITED_ARAB_EMIRATES_PERSONAL_NUMBER": _told(r"784-?(?:19|20)\d{2}-?\d{7}-?\d", luhn),
    "VENEZUELA_DRIVING_LICENSE": _licence(r"[VE]?-?\d{1,2}\.?\d{3}\.?\d{3}"),
    "VENEZUELA_NATIONAL_IDENTIFICATION_NUMBER": _told(r"[VE]-?\d{1,2}\.?\d{3}\.?\d{3}"),
    "VENEZUELA_VALUE_ADDED_TAX": _told(r"[VEJPG]-?\d{8}-?\d", checks.rif),
    "VOJVODINA_UNIQUE_MASTER_CITIZEN_NUMBER": _master_citizen("8[0-9]"),
}
