"""Lines of numbers as a sheet writes them, counted again by Python itself."""

from __future__ import annotations

import math
import re

from wbsim.sheet.numerals import read


def recounted(text: str) -> float:
    """What a written line of numbers gives, read by Python and not by us."""
    text = re.sub(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"10**({m[1].translate(_DOWN)})", text)
    text = re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"**{m[1].translate(_DOWN)}", text)
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    for sign, word in (("−", "-"), ("·", "*"), ("½", "0.5"), ("∞", "inf")):
        text = text.replace(sign, word)
    text = re.sub(r"√(\d[\d.]*)", r"sqrt(\1)", text).replace("√(", "sqrt(")
    text = re.sub(r"\b(ln|sign|exp) ([\d.]+)", r"\1(\2)", text)
    words = {"sqrt": math.sqrt, "ln": math.log, "exp": math.exp, "inf": math.inf, "max": max, "abs": abs}
    words["sign"] = lambda x: (x > 0) - (x < 0)
    return float(eval(text, {"__builtins__": {}}, words))  # our own digits and signs


_DOWN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def last_unit(text: str) -> float:
    """One unit of the last digit of a shown number."""
    digits = re.sub(r"·?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$", "", text)
    scale = read(text) / read(digits) if digits not in ("", "−") and read(digits) else 1.0
    return abs(scale) * 10.0 ** -len(digits.partition(".")[2])
