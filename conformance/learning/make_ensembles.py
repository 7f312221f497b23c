"""What scikit-learn, xgboost and a quadratic program give for boosting, stacking and support vector regression.

Run with the environment `learning` of peers.sh. Writes fixtures/learning-ensembles.json. Boosting over histograms has
HistGradientBoosting for a peer on any rows: both cut halfway between values of all training rows. Trees that cut halfway
between values of a node, or at values, part the training rows alike and new rows not always, so GradientBoosting and
xgboost are read on the training rows. libsvm keeps kernels in single precision; support vector regression is solved
here as the quadratic program that it is.
"""

import json
import subprocess
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import xgboost
from cvxopt import matrix, solvers
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    StackingClassifier,
    StackingRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.model_selection import LeaveOneOut, PredefinedSplit
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

warnings.simplefilter("ignore")
SEED = 20261126
rng = np.random.default_rng(SEED)
cases = []
# Cases in which equally good questions were chosen by the order of columns: there is nothing to hold us to.
left_out = []


def numbers(value):
    return np.asarray(value, dtype=float).tolist()


def add(id, kind, input, expected):
    cases.append({"id": id, "kind": kind, "input": input, "expected": expected})


def draw(n, p):
    x = np.round(rng.normal(size=(n, p)) * ([1, 2, 1, 0.5, 1, 3] * p)[:p], 4)
    signal = x[:, 0] + 0.5 * x[:, 1] + x[:, 2] * x[:, 4]
    return {
        "x": x,
        "new": np.round(rng.normal(size=(15, p)) * ([1, 2, 1, 0.5, 1, 3] * p)[:p], 4),
        "y": (signal + rng.normal(size=n) > 0).astype(int),
        "classes": np.digitize(signal + rng.normal(size=n), [-1.5, 0.8]),
        "value": np.round(signal + rng.normal(size=n), 4),
        "time": np.round(rng.exponential(10 * np.exp(-signal / 2)) + 0.5, 1) + np.arange(n) / 1e4,
        "event": (rng.uniform(size=n) < 0.7).astype(int),
        "weights": np.round(rng.uniform(0.5, 2, n), 3),
    }


sets = {"small": draw(80, 6), "more": draw(160, 10)}
for name, s in sets.items():
    add(name, "data", {key: numbers(value) for key, value in s.items()}, {})

for name, s in sets.items():
    for rounds, rate, depth, leaf, l2 in [(10, 0.1, 2, 5, 0), (40, 0.1, 1, 5, 1), (40, 0.3, 2, 8, 0.5), (10, 0.5, 3, 5, 0), (60, 0.05, 3, 10, 2)]:
        how = dict(max_iter=rounds, learning_rate=rate, max_depth=depth, min_samples_leaf=leaf, l2_regularization=l2, max_leaf_nodes=None, max_bins=255, early_stopping=False, random_state=0)
        settings = {"rounds": rounds, "rate": rate, "maximumDepth": depth, "minimumLeaf": leaf, "lambda": l2}
        label = f"{name} {rounds} {rate} {depth} {leaf} {l2}"
        for weighted in [False, True]:
            w = s["weights"] if weighted else None
            tag = label + (" weighted" if weighted else "")
            for outcome in ["value", "y", "classes"]:
                kind = HistGradientBoostingRegressor if outcome == "value" else HistGradientBoostingClassifier
                says = "predict" if outcome == "value" else "predict_proba"
                orders = [np.arange(s["x"].shape[1])] + [np.random.default_rng(seed).permutation(s["x"].shape[1]) for seed in range(5)]
                each = [getattr(kind(**how).fit(s["x"][:, o], s[outcome], w), says)(s["new"][:, o]) for o in orders]
                if not all(np.allclose(each[0], other, rtol=1e-9) for other in each):
                    left_out.append(f"{outcome} {tag}")
                    continue
                key = "scores" if outcome == "value" else "probabilities"
                add(f"{outcome} {tag}", "histogram_boosting", {"data": name, "outcome": outcome, "weighted": weighted, "settings": settings}, {"sklearn": {key: numbers(each[0])}})
        if l2 == 0:
            fits = [GradientBoostingRegressor(criterion="squared_error", n_estimators=rounds, learning_rate=rate, max_depth=depth, min_samples_leaf=leaf, random_state=seed).fit(s["x"], s["value"]) for seed in range(5)]
            # Where equally good questions were chosen among at random there is nothing to hold us to.
            if all(np.allclose(fits[0].predict(s["x"]), f.predict(s["x"])) for f in fits):
                add(f"value {label}", "exact_boosting", {"data": name, "settings": settings}, {"sklearn": {"scores": numbers(fits[0].predict(s["x"]))}})

# Survival in xgboost: negative times are censored. Its gradient of tied events is not that of the likelihood: there are
# no ties here. Leaves with a penalty only, since it keeps gradients in single precision.
for name, s in sets.items():
    for rounds, rate, depth, l2 in [(10, 0.1, 2, 1), (40, 0.1, 1, 1), (40, 0.3, 2, 0.5), (60, 0.05, 3, 2), (20, 0.2, 3, 5)]:
        signed = np.where(s["event"] == 1, s["time"], -s["time"])
        # Whole values, so that no cut is a matter of bins; no smallest leaf there, but a smallest curvature.
        ranks = np.argsort(np.argsort(s["x"], axis=0, kind="stable"), axis=0, kind="stable").astype(float)
        data = xgboost.DMatrix(ranks, label=signed)
        how = {"objective": "survival:cox", "tree_method": "exact", "eta": rate, "max_depth": depth, "lambda": l2, "min_child_weight": 2, "base_score": 1, "nthread": 1}
        booster = xgboost.train(how, data, num_boost_round=rounds)
        settings = {"rounds": rounds, "rate": rate, "maximumDepth": depth, "minimumLeaf": 1, "minimumCurvature": 2, "lambda": l2}
        add(f"survival {name} {rounds} {rate} {depth} {l2}", "boosted_cox", {"data": name, "ranks": numbers(ranks), "settings": settings}, {"xgboost": {"scores": numbers(booster.predict(data, output_margin=True))}})

# Members are without penalties: theirs are for sums over rows, ours for means, and folds differ in rows.
x, new, y, value = (sets["small"][key] for key in ["x", "new", "y", "value"])
asked = json.dumps({"codes": y.tolist(), "folds": 5})
here = Path(__file__).parent
fold = json.loads(subprocess.run(["node", here / "inner-folds.ts", asked], capture_output=True, check=True, text=True).stdout)
plain = dict(tol=1e-12, max_iter=10000, solver="newton-cg")
members = [("lda", LinearDiscriminantAnalysis()), ("knn", KNeighborsClassifier(7)), ("logistic", LogisticRegression(C=np.inf, **plain))]
fit = StackingClassifier(members, LogisticRegression(C=1.0, **plain), cv=PredefinedSplit(fold), stack_method="predict_proba").fit(x, y)
add("classes", "stacking", {"data": "small", "outcome": "y", "folds": 5, "cost": 1.0}, {"sklearn": {"probabilities": numbers(fit.predict_proba(new))}})
# Leaving out one row at a time, values can be parted in one way only.
members = [("linear", LinearRegression()), ("knn", KNeighborsRegressor(7))]
fit = StackingRegressor(members, Ridge(alpha=1.0, tol=1e-14), cv=LeaveOneOut()).fit(x, value)
add("values", "stacking", {"data": "small", "outcome": "value", "folds": 80, "ridge": 1.0}, {"sklearn": {"scores": numbers(fit.predict(new))}})

solvers.options.update(show_progress=False, abstol=1e-14, reltol=1e-14, feastol=1e-14, maxiters=200)
for name, s in sets.items():
    x, new, value = s["x"], s["new"], s["value"]
    n = len(x)
    for cost, epsilon in [(1, 0.1), (5, 0.5), (0.2, 0.05)]:
        for kernel in ["linear", "rbf"]:
            gamma = 1 / (x.shape[1] * x.var())
            gram = x @ x.T if kernel == "linear" else rbf_kernel(x, gamma=gamma)
            cross = new @ x.T if kernel == "linear" else rbf_kernel(new, x, gamma=gamma)
            # min 1/2 (a - b)'K(a - b) + epsilon 1'(a + b) - value'(a - b), 0 <= a, b <= cost, 1'(a - b) = 0.
            q = np.block([[gram, -gram], [-gram, gram]])
            linear = np.concatenate([epsilon - value, epsilon + value])
            box = np.vstack([-np.eye(2 * n), np.eye(2 * n)])
            solved = solvers.qp(matrix(q), matrix(linear), matrix(box), matrix(np.concatenate([np.zeros(2 * n), np.full(2 * n, float(cost))])),
                                matrix(np.concatenate([np.ones(n), -np.ones(n)])[None, :]), matrix(0.0))
            both = np.array(solved["x"])[:, 0]
            weight = both[:n] - both[n:]
            objective = both @ q @ both / 2 + linear @ both
            free = (np.abs(weight) > 1e-5 * cost) & (np.abs(weight) < cost * (1 - 1e-5))
            intercept = np.mean(value[free] - np.sign(weight[free]) * epsilon - gram[free] @ weight)
            add(f"{name} {kernel} {cost} {epsilon}", "support_values", {"data": name, "kernel": kernel, "cost": cost, "epsilon": epsilon},
                {"cvxopt": {"scores": numbers(cross @ weight + intercept), "objective": float(objective)}})

made = {name: version(name) for name in ["scikit-learn", "xgboost-cpu", "cvxopt", "numpy"]}
text = json.dumps({"made_with": made, "seed": SEED, "cases": cases}, separators=(",", ":"))
Path(__file__).parent.joinpath("../fixtures/learning-ensembles.json").write_text(text.replace('},{"id"', '},\n{"id"') + "\n")
print(len(cases), "cases; left out for ties:", left_out)
