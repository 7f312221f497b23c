"""Coverage of the interval rule for the AUC of repeated cross-validation, computed without Rachis.

Three linear classifiers of known instability (ridge on all columns, ridge on the five and on the one column that differ
most) are cross-validated on drawn tables. Scores of normal columns have a known AUC, so the truth of each final model is
exact. For each scenario: how often the 95% interval of the rule in docs/learning.md (DeLong's variance of one repeat, mean
over repeats, times 1 + (K - 1)/K, on the logit scale) holds the final model's AUC, beside what is printed elsewhere:
DeLong's interval of the pooled scores as if they came from one model, and a t interval over the folds.

python conformance/coverage/make_rule.py [tables]   (numpy; writes rule.csv beside itself)
"""

import csv
import pathlib
import sys
from statistics import NormalDist

import numpy as np

SEED, FOLDS, REPEATS = 11, 5, (1, 5, 10)
ALIKE, BLOCK = 0.64, 10
normal = NormalDist()
# Two-sided 95% quantile of Student's t with 4 degrees of freedom (five folds).
T4 = 2.7764451051977987


def placements(scores, events):
    a, b = scores[events == 1], scores[events == 0]
    above = (a[:, None] > b[None, :]) + 0.5 * (a[:, None] == b[None, :])
    return above.mean(), above.mean(1), above.mean(0)


def draw(rng, n, p, shift, share):
    n1 = round(n * share)
    y = np.r_[np.ones(n1, int), np.zeros(n - n1, int)]
    common = rng.standard_normal((n, (p + BLOCK - 1) // BLOCK))
    x = np.sqrt(ALIKE) * np.repeat(common, BLOCK, 1)[:, :p] + np.sqrt(1 - ALIKE) * rng.standard_normal((n, p))
    return x + y[:, None] * shift[None, :], y


def shift_of(p, auc):
    shift = np.zeros(p)
    if auc <= 0.5:
        return shift
    shift[[0, 1, 10]] = 1
    block = ALIKE * np.ones((BLOCK, BLOCK)) + (1 - ALIKE) * np.eye(BLOCK)
    inverse = np.linalg.inv(block)
    distance = sum(shift[i : i + BLOCK] @ inverse @ shift[i : i + BLOCK] for i in (0, 10))
    return shift * np.sqrt((np.sqrt(2) * normal.inv_cdf(auc)) ** 2 / distance)


def true_auc(w, shift):
    p = len(w)
    padded = np.zeros((p + BLOCK - 1) // BLOCK * BLOCK)
    padded[:p] = w
    variance = (1 - ALIKE) * (w @ w) + ALIKE * (padded.reshape(-1, BLOCK).sum(1) ** 2).sum()
    return 0.5 if variance == 0 else normal.cdf((w @ shift) / np.sqrt(2 * variance))


def ridge(x, y, penalty):
    mean, spread = x.mean(0), x.std(0) + 1e-12
    z, t = (x - mean) / spread, y - y.mean()
    n, p = z.shape
    w = z.T @ np.linalg.solve(z @ z.T + penalty * np.eye(n), t) if p > n else np.linalg.solve(z.T @ z + penalty * np.eye(p), z.T @ t)
    w = w / spread
    return w, -mean @ w


def best(x, y, count):
    a, b = x[y == 1], x[y == 0]
    t = np.abs(a.mean(0) - b.mean(0)) / np.sqrt(a.var(0) / len(a) + b.var(0) / len(b) + 1e-12)
    chosen = np.argsort(-t)[:count]
    w = np.zeros(x.shape[1])
    w[chosen], constant = ridge(x[:, chosen], y, 1.0)
    return w, constant


LEARNERS = {
    "ridge on all columns": lambda x, y: ridge(x, y, float(x.shape[1])),
    "ridge on the best five": lambda x, y: best(x, y, 5),
    "the best column": lambda x, y: best(x, y, 1),
}
SCENARIOS = [
    (40, 20, 0.5, 0.5), (40, 20, 0.9, 0.5), (40, 300, 0.75, 0.5), (60, 300, 0.5, 0.5), (60, 20, 0.75, 0.15), (60, 300, 0.9, 0.5),
    (120, 20, 0.75, 0.15), (120, 20, 0.9, 0.15), (120, 300, 0.65, 0.5), (300, 20, 0.75, 0.5), (300, 20, 0.9, 0.15), (300, 300, 0.75, 0.5),
]


def table_of(rng, n, p, shift, share, fit):
    x, y = draw(rng, n, p, shift, share)
    truth = true_auc(fit(x, y)[0], shift)
    aucs, variances, by_fold = [], [], []
    for _ in range(max(REPEATS)):
        fold = np.empty(n, int)
        for c in (0, 1):
            own = rng.permutation(np.where(y == c)[0])
            fold[own] = np.arange(len(own)) % FOLDS
        scores = np.empty(n)
        for k in range(FOLDS):
            test = fold == k
            w, constant = fit(x[~test], y[~test])
            scores[test] = x[test] @ w + constant
        auc, one, zero = placements(scores, y)
        aucs.append(auc)
        variances.append(one.var(ddof=1) / one.size + zero.var(ddof=1) / zero.size)
        by_fold.append([placements(scores[fold == k], y[fold == k])[0] for k in range(FOLDS)])
    return truth, aucs, variances, by_fold


def main():
    tables = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    target = pathlib.Path(__file__).with_name("rule.csv")
    with target.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow("learner,subjects,columns,signal,events,repeats,tables,seed,coverage,width,coverage_pooled_delong,coverage_fold_t,auc,truth".split(","))
        for learner, fit in LEARNERS.items():
            for n, p, signal, share in SCENARIOS:
                rng = np.random.default_rng(SEED)
                shift = shift_of(p, signal)
                drawn = [table_of(rng, n, p, shift, share, fit) for _ in range(tables)]
                truth = np.array([one[0] for one in drawn])
                aucs, variances, by_fold = (np.array([one[i] for one in drawn]) for i in (1, 2, 3))
                for repeats in REPEATS:
                    value = np.clip(aucs[:, :repeats].mean(1), 1e-3, 1 - 1e-3)
                    variance = variances[:, :repeats].mean(1)
                    half = 1.959964 * np.sqrt((1 + (FOLDS - 1) / FOLDS) * variance) / (value * (1 - value))
                    logit = np.log(value / (1 - value))
                    lower, upper = 1 / (1 + np.exp(half - logit)), 1 / (1 + np.exp(-half - logit))
                    plain = 1.959964 * np.sqrt(variance)
                    folds = by_fold[:, 0]
                    fold_half = T4 * folds.std(1, ddof=1) / np.sqrt(FOLDS)
                    out.writerow(
                        [learner, n, p, signal, share, repeats, tables, SEED]
                        + [
                            f"{v:.4f}"
                            for v in (
                                ((lower <= truth) & (truth <= upper)).mean(),
                                (upper - lower).mean(),
                                (np.abs(value - truth) <= plain).mean(),
                                (np.abs(folds.mean(1) - truth) <= fold_half).mean(),
                                value.mean(),
                                truth.mean(),
                            )
                        ]
                    )
                file.flush()


main()
