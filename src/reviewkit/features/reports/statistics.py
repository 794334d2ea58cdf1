"""The statistics of the reports, in plain Python: intervals, differences, the trend test. Every confidence is 95 %.

Means: Student's t (Welch's between two groups). Shares: Wilson's score interval; Newcombe's between two. Trends: Fisher's exact
test with mid-p, and Benjamini and Hochberg's step-up over all that were tested.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

Z = 1.959963984540054
"""The normal quantile of a two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class Moments:
    """What a mean and its spread need of `n` values: their sum, and the sum of their squares. They add up."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Self) -> "Moments":
        return Moments(self.n + other.n, self.total + other.total, self.squares + other.squares)

    def __sub__(self, other: Self) -> "Moments":
        return Moments(self.n - other.n, self.total - other.total, self.squares - other.squares)

    @property
    def mean(self) -> float | None:
        """The mean, None of nothing."""
        return self.total / self.n if self.n else None

    @property
    def variance(self) -> float | None:
        """The sample's variance (n - 1), None below two values."""
        if self.n < 2:
            return None
        spread = (self.squares - self.total * self.total / self.n) / (self.n - 1)
        # Equal values leave a trace of rounding, which is no spread.
        return spread if spread > 1e-12 * max(1.0, self.squares / self.n) else 0.0


def moments(values: Iterable[float]) -> Moments:
    """Return the moments of some values."""
    kept = list(values)
    return Moments(len(kept), math.fsum(kept), math.fsum(value * value for value in kept))


def mean_interval(of: Moments) -> tuple[float, float] | None:
    """Return the t interval of a mean; None below two values, and where all are equal: they show no spread to go by."""
    if not of.variance or of.mean is None:
        return None
    reach = t_quantile(of.n - 1) * math.sqrt(of.variance / of.n)
    return of.mean - reach, of.mean + reach


def mean_difference(one: Moments, other: Moments) -> tuple[float, float] | None:
    """Return Welch's interval of the mean of `one` minus that of `other`; None where one of them has no spread to go by."""
    if one.variance is None or other.variance is None or one.mean is None or other.mean is None:
        return None
    first, second = one.variance / one.n, other.variance / other.n
    if first + second == 0:
        return None
    freedom = (first + second) ** 2 / (first**2 / (one.n - 1) + second**2 / (other.n - 1))
    reach = t_quantile(freedom) * math.sqrt(first + second)
    return one.mean - other.mean - reach, one.mean - other.mean + reach


def wilson(count: int, of: int) -> tuple[float, float] | None:
    """Return Wilson's interval of a share, None of nothing. Source: E. B. Wilson, JASA 22 (1927)."""
    if not of:
        return None
    share = count / of
    middle = share + Z * Z / (2 * of)
    reach = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    below = 0.0 if count == 0 else max(0.0, (middle - reach) / (1 + Z * Z / of))
    above = 1.0 if count == of else min(1.0, (middle + reach) / (1 + Z * Z / of))
    return below, above


def share_difference(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float] | None:
    """Return the interval of the share (count, of) of `one` minus that of `other`. Source: Newcombe's method 10 (1998)."""
    first, second = wilson(*one), wilson(*other)
    if first is None or second is None:
        return None
    p, q = one[0] / one[1], other[0] / other[1]
    down = math.hypot(p - first[0], second[1] - q)
    up = math.hypot(first[1] - p, q - second[0])
    return p - q - down, p - q + up


@lru_cache(maxsize=4096)
def t_quantile(freedom: float) -> float:
    """Return Student's t for a two-sided 95 % with so many degrees of freedom (a whole number or not)."""
    low, high = 0.0, 13.0
    for _step in range(60):
        middle = (low + high) / 2
        outside = beta_share(freedom / 2, 0.5, freedom / (freedom + middle * middle))
        low, high = (middle, high) if outside > 0.05 else (low, middle)
    return (low + high) / 2


def beta_share(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b). Source: DLMF 8.17.22, by Lentz's method."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 10_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / ((1 + step * d) or tiny)
            c = (1 + step / c) or tiny
            value *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return front * value


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """Return the value below which a `share` of `ordered` lies, in between two by line; None of nothing.

    The definition of NumPy's default and of `statistics.quantiles(method="inclusive")`.
    """
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def fisher(count: int, of: int, usual: int, of_usual: int) -> tuple[bool, float]:
    """Compare `count` of `of` reviews now with `usual` of `of_usual` before: (is the share now higher?, one-sided mid-p).

    Given how many name it in all, their number now is hypergeometric if nothing has changed: exact for any counts. Mid-p counts
    half of what was seen, so that its level is the nominal one on average instead of far below.
    """
    all_, named = of + of_usual, count + usual
    up = count * all_ >= named * of
    here = math.exp(_choose(of, count) + _choose(of_usual, usual) - _choose(all_, named))
    tail, term, at = here / 2, here, count
    while term > tail * 1e-16 and term > 0:
        if up:
            term *= (of - at) * (named - at) / ((at + 1) * (of_usual - named + at + 1))
            at += 1
        else:
            term *= at * (of_usual - named + at) / ((of - at + 1) * (named - at + 1))
            at -= 1
        tail += term
    return up, min(1.0, tail)


def hold_together(values: Sequence[float], rate: float) -> list[bool]:
    """Say of each p whether it stands when all are tested at once: of those that do, `rate` are chance, at most on average.

    Source: Benjamini and Hochberg (1995).
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    last = max((place for place, i in enumerate(order, 1) if values[i] <= rate * place / len(values)), default=0)
    stand = set(order[:last])
    return [i in stand for i in range(len(values))]


def _choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
