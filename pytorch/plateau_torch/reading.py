"""Texts and JSON as the page reads them."""

import json

LARGEST_NUMBER = 2**53


def text_in(data):
    """UTF-8, or UTF-16 with its mark. Raises a UnicodeDecodeError."""
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")


def value_in(text):
    """Of JSON whose numbers are finite, as the page has them, and whose characters are whole. Raises a ValueError."""
    try:
        value = json.loads(text, parse_constant=_no_number, parse_float=_float, parse_int=_int)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise ValueError from None
    return value


def _no_number(text):
    raise ValueError(text)


def _float(text):
    return float(text) if abs(float(text)) < float("inf") else _no_number(text)


def _int(text):
    return int(text) if len(text) < 18 and abs(int(text)) <= LARGEST_NUMBER else _float(text)
