"""Exact small-number statistics in plain Python: the incomplete beta function and what is built on it."""

import math

_TINY = 1e-300
_STEPS = 10_000


def betainc(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), to about 1e-12.

    Args:   a, b > 0; 0 <= x <= 1.
    Source: continued fraction of DLMF 8.17.22, evaluated by Lentz's method.
    """
    if a <= 0 or b <= 0 or not 0 <= x <= 1:
        raise ValueError(f"I_x(a, b) needs a, b > 0 and x in 0-1, not a={a}, b={b}, x={x}.")
    if x in (0, 1):
        return float(x)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on this side only
        return 1 - betainc(b, a, 1 - x)
    front = a * math.log(x) + b * math.log1p(-x) - _log_beta(a, b) - math.log(a)
    return min(1.0, math.exp(front) * _fraction(a, b, x))


def beta_quantile(p: float, a: float, b: float) -> float:
    """Return x with I_x(a, b) = p, by bisection to the limit of a double."""
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if betainc(a, b, middle) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def binomial_interval(hits: int, tries: int, level: float = 0.95) -> tuple[float, float]:
    """Return the Clopper-Pearson interval for a share: it never covers less often than `level`.

    Raises: ValueError: hits outside 0-tries, or level outside 0-1.
    """
    if not 0 <= hits <= tries or not 0 < level < 1:
        raise ValueError(f"{hits} of {tries} at level {level} is not a share with an interval.")
    tail = (1 - level) / 2
    low = beta_quantile(tail, hits, tries - hits + 1) if hits else 0.0
    high = 1 - beta_quantile(tail, tries - hits, hits + 1) if hits < tries else 1.0
    return low, high


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, _away_from_zero(1 - (a + b) * x / (a + 1))
    d = 1 / d
    result = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / _away_from_zero(1 + step * d)
            c = _away_from_zero(1 + step / c)
            result *= c * d
        if abs(c * d - 1) < 1e-14:
            return result
    raise ArithmeticError(f"I_x({a}, {b}) at x={x} did not settle.")


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
