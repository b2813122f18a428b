"""Figures of evaluations to hold ours against: what scipy, statsmodels and scikit-learn give for the same answers.

    pip install numpy scipy statsmodels scikit-learn
    python infra/golden/make_scores.py services/evaluator/src/test/resources/golden

Writes OUT/scores.json: Wilson's intervals, McNemar's exact p, macro F1, Matthews' correlation, log loss, perplexity, token accuracy,
Pearson, Spearman and mean squared error, and the bootstrap's intervals, of figures and of differences, on the resamples that
java.util.Random draws with our seed.
"""

import functools
import json
import pathlib
import sys

import numpy
import scipy.stats
import sklearn.metrics
import statsmodels.stats.contingency_tables
import statsmodels.stats.proportion

PROPORTIONS = [(0, 1), (1, 1), (0, 10), (10, 10), (5, 10), (1, 1000), (999, 1000), (617, 984), (499_999, 1_000_000), (0, 1_000_000)]
PAIRS = [(0, 0), (1, 0), (0, 1), (1, 1), (5, 5), (6, 5), (30, 10), (0, 12), (120, 80), (1030, 970), (500_400, 499_600)]
RESAMPLES = 1_000
SEED = 20_240_610


class JavaRandom:
    """java.util.Random as Java's documentation specifies it."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def next(self, bits):
        self.state = (self.state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return self.state >> (48 - bits)

    def next_int(self, bound):
        if bound & -bound == bound:
            return (bound * self.next(31)) >> 31
        while True:
            bits = self.next(31)
            value = bits % bound
            if bits - value + bound - 1 < 1 << 31:
                return value


@functools.cache
def resamples(n):
    random = JavaRandom(SEED)
    return [[random.next_int(n) for _ in range(n)] for _ in range(RESAMPLES)]


def bootstrap(n, figure):
    """The 25th smallest and the 975th smallest of a thousand: no interpolation between them."""
    found = sorted(figure(drawn) for drawn in resamples(n))
    return [found[24], found[974]]


def macro_f1(targets, answers):
    return sklearn.metrics.f1_score(targets, answers, average="macro", zero_division=0)


def classification(name, targets, answers, probabilities):
    targets, answers = numpy.array(targets), numpy.array(answers)
    losses = -numpy.log(numpy.array(probabilities))
    n = len(targets)
    return {
        "name": name,
        "targets": targets.tolist(),
        "answers": answers.tolist(),
        "losses": losses.tolist(),
        "macroF1": macro_f1(targets, answers),
        "mcc": sklearn.metrics.matthews_corrcoef(targets, answers),
        "loss": float(losses.mean()),
        "mccInterval": bootstrap(n, lambda drawn: sklearn.metrics.matthews_corrcoef(targets[drawn], answers[drawn])),
        "lossInterval": bootstrap(n, lambda drawn: float(losses[drawn].mean())),
    }


def paired(name, targets, ours, theirs, our_losses, their_losses):
    """How much our figures lie above theirs, on the same resamples."""
    targets, ours, theirs = numpy.array(targets), numpy.array(ours), numpy.array(theirs)
    our_losses, their_losses = numpy.array(our_losses), numpy.array(their_losses)
    n = len(targets)
    figures = {
        "macroF1": lambda drawn: macro_f1(targets[drawn], ours[drawn]) - macro_f1(targets[drawn], theirs[drawn]),
        "mcc": lambda drawn: (
            sklearn.metrics.matthews_corrcoef(targets[drawn], ours[drawn]) - sklearn.metrics.matthews_corrcoef(targets[drawn], theirs[drawn])
        ),
        "loss": lambda drawn: float((our_losses - their_losses)[drawn].mean()),
    }
    return {
        "name": name,
        "targets": targets.tolist(),
        "ours": ours.tolist(),
        "theirs": theirs.tolist(),
        "ourLosses": our_losses.tolist(),
        "theirLosses": their_losses.tolist(),
        **{figure: of(numpy.arange(n)) for figure, of in figures.items()},
        **{figure + "Interval": bootstrap(n, of) for figure, of in figures.items()},
    }


def generation(name, asked, said, losses):
    """One that is exact has all of its tokens right."""
    asked, said, losses = numpy.array(asked), numpy.array(said), numpy.array(losses, float)
    n = len(asked)
    exact = int((asked == said).sum())
    perplexity = lambda drawn: float(numpy.exp(losses[drawn].sum() / asked[drawn].sum()))
    right = lambda drawn: float(said[drawn].sum() / asked[drawn].sum())
    return {
        "name": name,
        "asked": asked.tolist(),
        "said": said.tolist(),
        "losses": losses.tolist(),
        "perplexity": perplexity(numpy.arange(n)),
        "perplexityInterval": bootstrap(n, perplexity),
        "tokenAccuracy": right(numpy.arange(n)),
        "tokenAccuracyInterval": bootstrap(n, right),
        "loss": float(losses.sum() / asked.sum()),
        "lossInterval": bootstrap(n, lambda drawn: float(losses[drawn].sum() / asked[drawn].sum())),
        "exact": exact / n,
        "exactInterval": [*map(float, statsmodels.stats.proportion.proportion_confint(exact, n, 0.05, "wilson"))],
    }


def confusion(counts):
    """Of many records, by how often each pair of classes occurs: row true, column said."""
    pairs = [(target, answer, times) for target, row in enumerate(counts) for answer, times in enumerate(row) if times]
    targets, answers, times = zip(*pairs)
    return {
        "name": f"{sum(times)} records of {len(counts)} classes",
        "counts": counts,
        "macroF1": sklearn.metrics.f1_score(targets, answers, average="macro", zero_division=0, sample_weight=times),
        "mcc": sklearn.metrics.matthews_corrcoef(targets, answers, sample_weight=times),
    }


def regression(name, scores, values):
    scores, values = numpy.array(scores, float), numpy.array(values, float)
    constant = len(set(scores)) == 1 or len(set(values)) == 1
    return {
        "name": name,
        "scores": scores.tolist(),
        "values": values.tolist(),
        # scipy says nan of a constant; a result has to be a number, and ours is 0
        "pearson": 0.0 if constant else float(scipy.stats.pearsonr(scores, values).statistic),
        "spearman": 0.0 if constant else float(scipy.stats.spearmanr(scores, values).statistic),
        "mse": sklearn.metrics.mean_squared_error(scores, values),
        "mseInterval": bootstrap(len(scores), lambda drawn: float(((values - scores)[drawn] ** 2).mean())),
    }


def main(out):
    chance = numpy.random.default_rng(7)
    truth = chance.integers(0, 4, 60)
    guesses = numpy.where(chance.random(60) < 0.6, truth, chance.integers(0, 4, 60))
    some = chance.uniform(0.05, 0.95, 60).round(6)
    others = numpy.where(chance.random(60) < 0.4, truth, chance.integers(0, 4, 60))
    more = chance.uniform(0.05, 0.95, 60).round(6)
    tokens = chance.integers(1, 12, 40)
    likeliest = numpy.minimum(tokens, chance.integers(0, 16, 40))
    found = {
        "wilson": [
            [hits, n, *map(float, statsmodels.stats.proportion.proportion_confint(hits, n, 0.05, "wilson"))] for hits, n in PROPORTIONS
        ],
        "mcnemar": [
            [a, b, float(statsmodels.stats.contingency_tables.mcnemar([[0, a], [b, 0]], exact=True).pvalue)] for a, b in PAIRS
        ],
        "classification": [
            classification("four classes, six in ten right", truth.tolist(), guesses.tolist(), some.tolist()),
            classification("one record, right", [1], [1], [0.9]),
            classification("one record, wrong", [1], [0], [0.2]),
            classification("all right", [0, 1, 2, 1], [0, 1, 2, 1], [0.7, 0.8, 0.9, 0.6]),
            classification("none right", [0, 1, 2, 1], [1, 2, 0, 0], [0.1, 0.2, 0.3, 0.05]),
            classification("one class that is never said", [0, 0, 1, 2, 2, 2], [0, 1, 1, 1, 0, 1], [0.5, 0.4, 0.6, 0.1, 0.2, 0.3]),
            classification("one class that is said and never true", [0, 0, 1, 1], [0, 2, 1, 2], [0.5, 0.2, 0.7, 0.1]),
            classification("one class alone is said", [0, 1, 0, 1, 1], [1, 1, 1, 1, 1], [0.3, 0.7, 0.2, 0.6, 0.8]),
        ],
        "paired": [
            paired("four classes, six and four in ten right", truth, guesses, others, some, more),
            paired("one record", [1], [1], [0], [0.1], [1.5]),
        ],
        "generation": [
            generation("forty records", tokens, likeliest, (tokens * chance.uniform(0.2, 2.5, 40)).round(6)),
            generation("all right", [3, 1, 4], [3, 1, 4], [0.3, 0.05, 0.6]),
            generation("none right", [3, 1, 4], [0, 0, 0], [9.0, 3.0, 14.0]),
            generation("one record", [2], [1], [1.25]),
            generation("no loss at all", [2, 5], [2, 5], [0.0, 0.0]),
        ],
        "confusion": [
            confusion([[300_000, 50_000, 1], [20_000, 400_000, 9_999], [0, 120_000, 100_000]]),
            confusion([[999_999, 0], [1, 0]]),
            confusion([[500_000, 0], [0, 500_000]]),
        ],
        "regression": [
            regression("a line with noise", numpy.arange(30) / 10, (numpy.arange(30) / 10 + chance.normal(0, 0.4, 30)).round(6)),
            regression("ties on both sides", [1, 1, 2, 2, 2, 3, 4], [0.5, 0.5, 0.5, 2, 2, 1, 4]),
            regression("the other way round", [1, 2, 3, 4], [4, 3, 2, 1]),
            regression("two records", [0, 1], [0.2, 0.1]),
            regression("one record", [0.3], [0.7]),
            regression("always the same said", [1, 2, 3], [2, 2, 2]),
            regression("large and close together", [1e8 + i for i in range(8)], [1e8 + i + (-1) ** i for i in range(8)]),
        ],
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "scores.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
