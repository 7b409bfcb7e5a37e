"""Check digits of the numbers that states and their offices give out; all take a number as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from awsglueml._finding import Check, figures, is_day, luhn

_TIMES = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_TURNS = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)
_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
"""What a letter counts at an odd place of an Italian code, and a digit there and in Cyprus."""
_TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"


def _sum(values: Iterable[int], weights: Sequence[int]) -> int:
    return sum(value * weight for value, weight in zip(values, weights, strict=False))


def _values(text: str) -> list[int]:
    """Digits as they are, letters from 10 on."""
    return [int(char, 36) for char in text if char.isascii() and char.isalnum()]


def _digits(text: str) -> str:
    return "".join(map(str, figures(text)))


def _number(text: str) -> int:
    return int(_digits(text))


def weighs(*weights: int, by: int = 11) -> Check:
    """The weighted sum of all digits, the check digit's among them, is divided by a number."""
    return lambda text: len(figures(text)) == len(weights) and _sum(figures(text), weights) % by == 0


def weighs_letters(*weights: int, by: int) -> Check:
    """The same of digits and letters."""
    return lambda text: _sum(_values(text), weights) % by == 0


def ends(*weights: int, sign: int = 1) -> Check:
    """The last digit is what the weighted sum of the others leaves over 11; 0 for a rest of 10."""
    return lambda text: sign * _sum(figures(text)[:-1], weights) % 11 % 10 == figures(text)[-1]


def both(*checks: Check) -> Check:
    """All of several checks."""
    return lambda text: all(check(text) for check in checks)


def either(*checks: Check) -> Check:
    """One of several checks."""
    return lambda text: any(check(text) for check in checks)


def dated(year: int, month: int, day: int, *, long: bool = False, past: tuple[int, ...] = (0,)) -> Check:
    """A day stands at these places among the digits; `past` is what a month or a day may be raised by."""

    def check(text: str) -> bool:
        digits = _digits(text)
        if len(digits) < max(year, month, day) + 2:
            return False
        years = digits[year : year + (4 if long else 2)]
        months, days = int(digits[month : month + 2]), int(digits[day : day + 2])
        return any(
            is_day(int(years), months - by, days) or is_day(int(years), months, days - by) for by in past
        )

    return check


def mod_11_10(text: str) -> bool:
    """ISO/IEC 7064's check digit of pure decimal numbers."""
    product = 10
    for figure in figures(text)[:-1]:
        product = ((product + figure) % 10 or 10) * 2 % 11
    return (product + figures(text)[-1]) % 10 == 1


def verhoeff(text: str) -> bool:
    """Verhoeff's check digit."""
    check = 0
    for place, figure in enumerate(reversed(figures(text))):
        check = _TIMES[check][_TURNS[place % 8][figure]]
    return check == 0


def abn(text: str) -> bool:
    """An Australian business number."""
    first, *rest = figures(text)
    return _sum([first - 1, *rest], (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 0


def medicare(text: str) -> bool:
    """An Australian Medicare number."""
    return _sum(figures(text), (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == figures(text)[8]


def austrian_vat(text: str) -> bool:
    """An Austrian VAT number."""
    *body, last = figures(text)
    doubled = sum(sum(divmod(figure * (1 + place % 2), 10)) for place, figure in enumerate(body))
    return -(doubled + 4) % 10 == last


austrian_ssn = both(weighs(3, 7, 9, -1, 5, 8, 4, 2, 1, 6), dated(8, 6, 4))


def belgian(text: str) -> bool:
    """A Belgian national number, of either century."""
    body, last = divmod(_number(text), 100)
    return last in (97 - body % 97, 97 - (body + 2 * 10**9) % 97)


def belgian_vat(text: str) -> bool:
    """A Belgian enterprise number."""
    body, last = divmod(_number(text), 100)
    return 97 - body % 97 == last


def cpf(text: str) -> bool:
    """A Brazilian natural person's number."""
    digits = figures(text)
    ones = -_sum(digits, range(10, 1, -1)) % 11 % 10
    tens = -_sum(digits, range(11, 1, -1)) % 11 % 10
    return len(set(digits)) > 1 and digits[-2:] == [ones, tens]


def cnpj(text: str) -> bool:
    """A Brazilian legal entity's number."""
    digits, weights = figures(text), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    found = [-_sum(digits, weights[1:]) % 11 % 10, -_sum(digits, weights) % 11 % 10]
    return len(set(digits)) > 1 and digits[-2:] == found


def rut(text: str) -> bool:
    """A Chilean RUT, whose check digit may be a K."""
    body = figures(text[:-1])[::-1]
    return "0123456789K"[-_sum(body, (2, 3, 4, 5, 6, 7, 2, 3)) % 11] == text[-1].upper()


def chinese(text: str) -> bool:
    """A Chinese resident's number: ISO/IEC 7064's MOD 11-2."""
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    return "10X98765432"[_sum(figures(text[:17]), weights) % 11] == text[-1].upper()


def hong_kong(text: str) -> bool:
    """A Hong Kong identity card's number."""
    values = _values(text)
    return _sum([*([36] * (9 - len(values))), *values], range(9, 0, -1)) % 11 == 0


def taiwanese(text: str) -> bool:
    """A Taiwanese identity number."""
    tens, ones = divmod(10 + _TAIWAN.index(text[0]), 10)
    return _sum([tens, ones, *figures(text)], (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0


def nit(text: str) -> bool:
    """A Colombian NIT."""
    *body, last = figures(text)
    rest = _sum(body[::-1], (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47)) % 11
    return last == (rest if rest < 2 else 11 - rest)


def cypriot(text: str) -> bool:
    """A Cypriot tax number's letter."""
    digits = figures(text)
    total = sum(_ODD[figure] for figure in digits[::2]) + sum(digits[1::2])
    return text[-1] == chr(ord("A") + total % 26)


_BIRTH = dated(0, 2, 4, past=(0, 20, 50, 70))


def birth_number(text: str) -> bool:
    """A Czech or a Slovak birth number; those of before 1954 have no check digit."""
    old = len(figures(text)) == 9
    return _BIRTH(text) and (old or _number(text) % 11 == 0 or _number(text) // 10 % 11 == 10)


def baltic(text: str) -> bool:
    """An Estonian or a Lithuanian personal code."""
    *body, last = figures(text)
    rest = _sum(body, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if rest == 10:
        rest = _sum(body, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return last == rest and dated(1, 3, 5)(text)


def hetu(text: str) -> bool:
    """A Finnish personal identity code."""
    digits = figures(text[:-1])
    letter = "0123456789ABCDEFHJKLMNPRSTUVWXY"[_number(text[:-1]) % 31]
    return letter == text[-1] and is_day(digits[4] * 10 + digits[5], *_day_month(digits))


def _day_month(digits: Sequence[int]) -> tuple[int, int]:
    return digits[2] * 10 + digits[3], digits[0] * 10 + digits[1]


def insee(text: str) -> bool:
    """A French social security number; Corsica's departments have a letter."""
    plain = text.replace(" ", "").replace("2A", "19").replace("2B", "18")
    body, last = divmod(_number(plain), 100)
    return 97 - body % 97 == last


def spi(text: str) -> bool:
    """A French tax number."""
    body, last = divmod(_number(text), 1000)
    return body % 511 == last


def french_vat(text: str) -> bool:
    """A French VAT number; keys with a letter are taken as they are."""
    plain = text.replace(" ", "").replace("-", "").removeprefix("FR")
    key, company = plain[:2], plain[2:]
    return luhn(company) and (not key.isdigit() or int(f"{company}12") % 97 == int(key))


def pps(text: str) -> bool:
    """An Irish PPS number's letter."""
    second = ord(text[8]) - ord("A") + 1 if text[8:] not in ("", "W") else 0
    total = _sum(figures(text), (8, 7, 6, 5, 4, 3, 2)) + 9 * second
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == text[7]


def fiscal_code(text: str) -> bool:
    """An Italian fiscal code's letter."""
    values = [value if value < 10 else value - 10 for value in _values(text)]
    total = sum(_ODD[value] for value in values[:15:2]) + sum(values[1:15:2])
    return text[-1] == chr(ord("A") + total % 26)


def latvian(text: str) -> bool:
    """A Latvian personal code; since 2017 they begin with 32 and tell no day of birth."""
    *body, last = figures(text)
    if body[:2] == [3, 2]:
        return True
    check = (1 + _sum(body, (10, 5, 8, 4, 2, 1, 6, 3, 7, 9))) % 11 % 10
    return check == last and is_day(body[4] * 10 + body[5], *_day_month(body))


def luxembourgish(text: str) -> bool:
    """A Luxembourgish number: the day of birth, and a check digit of each of two kinds."""
    digits = _digits(text)
    return dated(0, 4, 6, long=True)(text) and luhn(digits[:12]) and verhoeff(digits[:11] + digits[12])


def quotient(by: int, last: int) -> Check:
    """The last digits are what the digits before them leave over a number."""
    return lambda text: _number(text) // 10**last % by == _number(text) % 10**last


def curp(text: str) -> bool:
    """A Mexican CURP."""
    known = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"
    total = sum(known.index(char) * (18 - place) for place, char in enumerate(text[:17]))
    return -total % 10 == int(text[-1]) and dated(0, 2, 4)(text)


def health_index(text: str) -> bool:
    """A New Zealand NHI number, which has neither an I nor an O."""
    values = ["ABCDEFGHJKLMNPQRSTUVWXYZ".index(char) + 1 for char in text[:3]]
    rest = _sum([*values, *figures(text[3:6])], (7, 6, 5, 4, 3, 2)) % 11
    return rest != 0 and (11 - rest) % 10 == int(text[-1])


def ird(text: str) -> bool:
    """A New Zealand tax number."""
    *body, last = [0, *figures(text)][-9:]
    check = -_sum(body, (3, 2, 7, 6, 5, 4, 3, 2)) % 11
    if check == 10:
        check = -_sum(body, (7, 4, 3, 2, 5, 2, 7, 6)) % 11
    return check == last


norwegian = both(weighs(3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0), weighs(5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


def portuguese(text: str) -> bool:
    """A Portuguese citizen card's number: Luhn's check digit, in which letters count from 10 on."""
    doubled = (value * (1 + place % 2) for place, value in enumerate(reversed(_values(text))))
    return (
        sum(value - 9 if place % 2 and value > 9 else value for place, value in enumerate(doubled)) % 10 == 0
    )


def cnp(text: str) -> bool:
    """A Romanian personal code."""
    *body, last = figures(text)
    rest = _sum(body, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return last == (1 if rest == 10 else rest) and dated(1, 3, 5)(text)


def nric(text: str) -> bool:
    """A Singaporean NRIC or FIN."""
    start = {"T": 4, "G": 4, "M": 3}.get(text[0], 0)
    rest = (start + _sum(figures(text), (2, 7, 6, 5, 4, 3, 2))) % 11
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "XWUTRQPNJLK"}.get(text[0], "XWUTRQPNMLK")
    return letters[rest] == text[-1]


def dni(text: str) -> bool:
    """A Spanish DNI, or a NIE, whose first letter stands for a digit."""
    plain = text.replace("-", "").translate(str.maketrans("XYZ", "012")) if text[0] in "XYZ" else text
    return _SPANISH[_number(plain) % 23] == text[-1]


def cif(text: str) -> bool:
    """A Spanish company's number, whose check is a digit or a letter."""
    body = figures(text[1:-1])
    check = -(sum(sum(divmod(2 * each, 10)) for each in body[::2]) + sum(body[1::2])) % 10
    return text[-1] in (str(check), "JABCDEFGHI"[check])


def nif(text: str) -> bool:
    """A Spanish tax number, of a person or of a company."""
    plain = text.removeprefix("ES").replace("-", "").strip()
    return dni(plain) if plain[0].isdigit() or plain[0] in "XYZ" else cif(plain)


def swedish(text: str) -> bool:
    """A Swedish personal number, with or without its century; some have a day that is raised by 60."""
    digits = _digits(text)[-10:]
    return luhn(digits) and dated(0, 2, 4, past=(0, 60))(digits)


def thai(text: str) -> bool:
    """A Thai personal number."""
    *body, last = figures(text)
    return (11 - _sum(body, range(13, 1, -1)) % 11) % 10 == last


def turkish(text: str) -> bool:
    """A Turkish identity number."""
    digits = figures(text)
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and sum(digits[:10]) % 10 == digits[10]


def vkn(text: str) -> bool:
    """A Turkish tax number."""
    *body, last = figures(text)
    total = 0
    for place, figure in enumerate(body):
        moved = (figure + 9 - place) % 10
        if moved:
            total += moved * 2 ** (9 - place) % 9 or 9
    return -total % 10 == last


def utr(text: str) -> bool:
    """A British taxpayer's reference, whose first digit is the check."""
    first, *rest = figures(text)
    return "21987654321"[_sum(rest, (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] == str(first)


def british_vat(text: str) -> bool:
    """A British VAT number, of the old series or of the new one."""
    return _sum(figures(text)[:9], (8, 7, 6, 5, 4, 3, 2, 10, 1)) % 97 in (0, 42)


def rif(text: str) -> bool:
    """A Venezuelan RIF."""
    *body, last = figures(text)
    total = 4 * (1 + "VEJPG".index(text[0])) + _sum(body, (3, 2, 7, 6, 5, 4, 3, 2))
    return "00987654321"[total % 11] == str(last)
