"""How long people wait before they give up, and how long contacts take: distributions fitted to what was seen.

Patience is censored: whoever was answered had at least so much, and nobody knows how much more. The mean wait of those
who gave up is therefore too short, by half where half are answered. What is used instead:

- Kaplan and Meier's estimate, which supposes no distribution (Nonparametric Estimation from Incomplete Observations,
  Journal of the American Statistical Association 53, 1958);
- the distribution of a scenario by maximum likelihood, where those answered count with the probability of lasting
  longer (J. Lawless, Statistical Models and Methods for Lifetime Data, 2nd edition, 2003, chapters 4 and 5; for call
  centres N. Gans and others, Manufacturing & Service Operations Management 5, 2003, section 6.3.3).

Of several shapes the one with the smallest AIC is taken (H. Akaike, IEEE Transactions on Automatic Control 19, 1974).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, minimize
from scipy.special import digamma, gammaln, log_ndtr

from sori.twin.scenario import MOST_VARIATION, Duration, Shape
from sori.twin.weibull import weibull_shape, weibull_variation

Floats: TypeAlias = NDArray[np.float64]
Truths: TypeAlias = NDArray[np.bool_]

LEAST_S = 0.01
"""Shorter times count as so long: no shape but the exponential can say "at once"."""
MOST_S = 604_800.0
_LOG_2_PI = float(np.log(2 * np.pi))


@dataclass(frozen=True)
class Survival:
    """Kaplan and Meier's estimate: the share that lasts longer than each time at which somebody ended."""

    times: Floats
    shares: Floats

    def after(self, time: float) -> float:
        """Give the share that lasts longer than `time`."""
        place = int(np.searchsorted(self.times, time, side="right"))
        return 1.0 if place == 0 else float(self.shares[place - 1])


def kaplan_meier(times: ArrayLike, ended: ArrayLike) -> Survival:
    """Give S(t) = Π (1 - d/n) over the times up to t at which d of the n who had lasted so long ended.

    `times` is how long each was seen, in any unit; `ended` is False where it would have gone on (censored). Whoever was
    last seen at a time at which another ended counts among those who had lasted so long.
    """
    seen, over = np.asarray(times, dtype=np.float64), np.asarray(ended, dtype=bool)
    moments, ends = np.unique(seen[over], return_counts=True)
    lasted = len(seen) - np.searchsorted(np.sort(seen), moments)
    return Survival(moments, np.cumprod(1 - ends / lasted, dtype=np.float64))


@dataclass(frozen=True)
class Fitted:
    """A distribution of a scenario, and how well it is known."""

    duration: Duration
    log_likelihood: float
    parameters: int
    ended: int
    """Of how many times the end was seen."""

    @property
    def aic(self) -> float:
        """Smaller is better; comparable among fits of the same times."""
        return 2 * self.parameters - 2 * self.log_likelihood

    @property
    def sure_to(self) -> float:
        """The relative half-width of the mean's 95 % interval as if exponential: 1.96 ÷ √ended."""
        return float(1.96 / np.sqrt(self.ended))


def censored(times: ArrayLike, ended: ArrayLike) -> Fitted | None:
    """Give the best of `censored_fits`; None where none ended: then nothing is known but that the mean is long."""
    return min(censored_fits(times, ended), key=lambda fit: fit.aic, default=None)


def censored_fits(times: ArrayLike, ended: ArrayLike) -> list[Fitted]:
    """Give the likeliest exponential, Weibull and lognormal distributions of times of which some did not end.

    Seconds; those that can be fitted and that a scenario can say.
    """
    seen, over = np.maximum(np.asarray(times, dtype=np.float64), LEAST_S), np.asarray(ended, dtype=bool)
    if not over.any():
        return []
    found = [_exponential(seen, over)]
    if over.sum() > 2 and np.ptp(seen[over]) > 0:
        found += [fit for fit in (_weibull(seen, over), _lognormal(seen, over)) if fit is not None]
    return found


def whole(times: ArrayLike) -> Fitted:
    """Give the exponential, gamma or lognormal distribution of times in seconds that all ended; there is at least one.

    Its mean is the times' mean whatever the shape, since people's load is calls × mean; the shape and the variation are
    the likeliest with that mean.
    """
    seen = np.maximum(np.asarray(times, dtype=np.float64), LEAST_S)
    found = [_exponential(seen, np.ones(len(seen), dtype=bool))]
    if len(seen) > 2 and np.ptp(seen) > 0:
        found += [fit for fit in (_whole_gamma(seen), _whole_lognormal(seen)) if fit is not None]
    return min(found, key=lambda fit: fit.aic)


def _fitted(mean: float, shape: Shape, variation: float, likelihood: float, ended: int) -> Fitted | None:
    """None where a scenario can't say it."""
    if not (0.01 <= variation <= MOST_VARIATION and 0 < mean <= MOST_S and np.isfinite(likelihood)):
        return None
    return Fitted(Duration(mean, shape, variation), float(likelihood), 2, ended)


def _exponential(seen: Floats, over: Truths) -> Fitted:
    """The likeliest mean is all time seen ÷ those that ended."""
    ended = int(over.sum())
    mean = min(float(seen.sum()) / ended, MOST_S)
    return Fitted(Duration(mean), -ended * (np.log(mean) + 1), 1, ended)


def _weibull(seen: Floats, over: Truths) -> Fitted | None:
    """Lawless 2003, section 5.2: the likeliest k is the one root of Σ t^k ln t ÷ Σ t^k - 1/k = mean of ln t ended."""
    scale = seen.max()
    part = seen / scale
    logs = np.log(part)
    mean_log, ended = float(logs[over].mean()), int(over.sum())

    def excess(shape: float) -> float:
        powers = part**shape
        return float((powers @ logs) / powers.sum() - 1 / shape - mean_log)

    least, most = weibull_shape(MOST_VARIATION), weibull_shape(0.01)
    if excess(least) > 0 or excess(most) < 0:
        return None
    k = float(brentq(excess, least, most))
    total = float(np.mean(part**k) * len(part))
    eta = (total / ended) ** (1 / k)
    likelihood = ended * (np.log(k) - k * np.log(eta) - np.log(scale)) + (k - 1) * ended * mean_log - total / eta**k
    mean = scale * eta * float(np.exp(gammaln(1 + 1 / k)))
    return _fitted(mean, Shape.WEIBULL, weibull_variation(k), likelihood, ended)


def _lognormal(seen: Floats, over: Truths) -> Fitted | None:
    logs = np.log(seen)
    ends, rest, ended = logs[over], logs[~over], int(over.sum())

    def unlikely(place: Floats) -> float:
        mu, sigma = place[0], np.exp(place[1])
        deviations = (ends - mu) / sigma
        likelihood = -ended * (place[1] + _LOG_2_PI / 2) - deviations @ deviations / 2 - ends.sum()
        return float(-likelihood - log_ndtr((mu - rest) / sigma).sum())

    start = np.array([ends.mean() + 0.5, np.log(max(float(ends.std()), 0.05))])
    best = minimize(unlikely, start, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 600})
    spread = float(np.exp(2 * best.x[1]))
    if spread > np.log1p(MOST_VARIATION**2):
        return None
    return _fitted(
        float(np.exp(best.x[0] + spread / 2)), Shape.LOGNORMAL, float(np.sqrt(np.expm1(spread))), -best.fun, ended
    )


def _whole_lognormal(seen: Floats) -> Fitted | None:
    """With y = ln t - ln mean the likeliest spread of the logarithm solves s²/4 + s = mean of y²."""
    mean, count = float(seen.mean()), len(seen)
    logs = np.log(seen / mean)
    spread = float(2 * np.sqrt(1 + np.mean(logs**2)) - 2)
    if spread > np.log1p(MOST_VARIATION**2):
        return None
    deviations = logs + spread / 2
    likelihood = -count / 2 * (np.log(spread) + _LOG_2_PI) - deviations @ deviations / (2 * spread) - np.log(seen).sum()
    return _fitted(mean, Shape.LOGNORMAL, float(np.sqrt(np.expm1(spread))), likelihood, count)


def _whole_gamma(seen: Floats) -> Fitted | None:
    """The likeliest shape a solves ln a - ψ(a) = ln mean - mean of ln."""
    mean, count = float(seen.mean()), len(seen)
    gap = float(np.log(mean) - np.log(seen).mean())
    least, most = MOST_VARIATION**-2, 1e4

    def excess(shape: float) -> float:
        return float(np.log(shape) - digamma(shape)) - gap

    if excess(least) < 0 or excess(most) > 0:
        return None
    a = float(brentq(excess, least, most))
    likelihood = (a - 1) * np.log(seen).sum() - count * (gammaln(a) + a * np.log(mean / a) + a)
    return _fitted(mean, Shape.GAMMA, a**-0.5, likelihood, count)
