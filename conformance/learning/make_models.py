"""What scikit-learn and scikit-survival give for small data sets: models value by value, random ones over 50 seeds.

Run with the environment `statistics` of peers.sh.
"""

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.covariance import empirical_covariance, ledoit_wolf_shrinkage, shrunk_covariance
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    AdaBoostClassifier,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sksurv.ensemble import RandomSurvivalForest

warnings.simplefilter("ignore")
SEED = 20261125
rng = np.random.default_rng(SEED)
cases = []


def numbers(value):
    return np.asarray(value).tolist()


def add(id, kind, input, expected):
    cases.append({"id": id, "kind": kind, "input": input, "expected": expected})


class StandardisedShrunk:
    """A covariance whose correlations are drawn towards none by a given part."""

    def __init__(self, shrinkage):
        self.shrinkage = shrinkage

    def fit(self, a):
        scaler = StandardScaler().fit(a)
        shrunk = shrunk_covariance(empirical_covariance(scaler.transform(a)), self.shrinkage)
        self.covariance_ = scaler.scale_[:, None] * shrunk * scaler.scale_[None, :]
        return self


n, p = 80, 6
x = np.round(rng.normal(size=(n, p)) * [1, 2, 1, 0.5, 1, 3] + [0, 5, 0, 0, -2, 0], 4)
signal = x[:, 0] + 0.5 * (x[:, 1] - 5) + x[:, 2] * x[:, 4]
y = (signal + rng.normal(size=n) > 0).astype(int)
classes = np.digitize(signal + rng.normal(size=n), [-2.2, 0.3])
value = np.round(signal + rng.normal(size=n), 4)
weights = np.round(rng.uniform(0.5, 2, n), 3)
new = np.round(rng.normal(size=(12, p)) * [1, 2, 1, 0.5, 1, 3] + [0, 5, 0, 0, -2, 0], 4)
wide = np.round(rng.normal(size=(40, 90)), 3)
wide_y = (wide[:, 0] - wide[:, 1] > 0).astype(int)
add("small", "data", {"x": numbers(x), "new": numbers(new), "y": numbers(y), "classes": numbers(classes), "value": numbers(value), "weights": numbers(weights)}, {})
add("wide", "data", {"x": numbers(wide), "new": numbers(wide[:10] + 0.1), "y": numbers(wide_y), "weights": [1] * 40}, {})
sets = {"small": (x, new, y), "wide": (wide, wide[:10] + 0.1, wide_y)}

for name, (a, b, t) in sets.items():
    for weighted in [False, True] if name == "small" else [False]:
        w = weights if weighted else np.ones(len(a))
        for kernel, cost, gamma in [("linear", 1, "scale"), ("linear", 0.05, "scale"), ("rbf", 1, "scale"), ("rbf", 10, 0.05), ("rbf", 0.3, "columns")]:
            if kernel == "linear" and name == "small" and cost == 1:
                cost = 0.5
            g = "auto" if gamma == "columns" else gamma
            fit = SVC(kernel=kernel, C=cost, gamma=g, tol=1e-10).fit(a, t, w)
            gram = a @ a.T if kernel == "linear" else rbf_kernel(a, gamma={"scale": 1 / (a.shape[1] * a.var()), "columns": 1 / a.shape[1]}.get(gamma, gamma))
            dual = np.zeros(len(a))
            dual[fit.support_] = fit.dual_coef_[0]
            objective = dual @ gram @ dual / 2 - np.abs(dual).sum()
            add(f"{name} {kernel} {cost} {gamma} {'weighted' if weighted else ''}", "svc",
                {"data": name, "outcome": "y", "weighted": weighted, "kernel": kernel, "cost": cost, "gamma": gamma},
                {"sklearn": {"objective": objective, "decision": numbers(fit.decision_function(b)), "vectors": int(fit.n_support_.sum())}})
    for shrinkage in ["none", "ledoit-wolf", 0.3]:
        solver = {"none": "svd"}.get(shrinkage, "lsqr")
        how = {"covariance_estimator": StandardisedShrunk(shrinkage)} if shrinkage == 0.3 else {"shrinkage": {"none": None}.get(shrinkage, "auto")}
        fit = LinearDiscriminantAnalysis(solver=solver, **how).fit(a, t)
        add(f"{name} {shrinkage}", "lda", {"data": name, "outcome": "y", "shrinkage": shrinkage}, {"sklearn": {"probabilities": numbers(fit.predict_proba(b)), "coefficients": numbers(fit.coef_[0])}})
    add(name, "ledoit_wolf", {"data": name}, {"sklearn": {"shrinkage": ledoit_wolf_shrinkage(a - a.mean(axis=0), assume_centered=True)}})
    for k in [1, 5, 11]:
        for votes in ["equal", "distance"]:
            fit = KNeighborsClassifier(k, weights={"equal": "uniform"}.get(votes, votes), algorithm="brute").fit(a, t)
            add(f"{name} {k} {votes}", "knn", {"data": name, "outcome": "y", "neighbours": k, "votes": votes}, {"sklearn": {"probabilities": numbers(fit.predict_proba(b))}})
    fit = GaussianNB().fit(a, t)
    add(name, "gnb", {"data": name, "outcome": "y", "weighted": False}, {"sklearn": {"log_odds": numbers(np.diff(fit.predict_joint_log_proba(b))[:, 0])}})

for shrinkage in ["none", "ledoit-wolf"]:
    fit = LinearDiscriminantAnalysis(solver="svd" if shrinkage == "none" else "lsqr", shrinkage=None if shrinkage == "none" else "auto").fit(x, classes)
    add(f"three {shrinkage}", "lda", {"data": "small", "outcome": "classes", "shrinkage": shrinkage}, {"sklearn": {"probabilities": numbers(fit.predict_proba(new))}})
fit = GaussianNB().fit(x, classes, weights)
add("three weighted", "gnb", {"data": "small", "outcome": "classes", "weighted": True}, {"sklearn": {"probabilities": numbers(fit.predict_proba(new))}})
for votes in ["equal", "distance"]:
    fit = KNeighborsRegressor(4, weights={"equal": "uniform"}.get(votes, votes)).fit(x, value)
    add(f"values {votes}", "knn", {"data": "small", "outcome": "value", "neighbours": 4, "votes": votes}, {"sklearn": {"scores": numbers(fit.predict(new))}})
for depth in [1, 2, 3]:
    for weighted in [False, True]:
        w = weights if weighted else None
        for impurity in ["gini", "entropy"]:
            for outcome, t in [("y", y), ("classes", classes)]:
                fits = [DecisionTreeClassifier(criterion=impurity, max_depth=depth, min_samples_leaf=3, random_state=s).fit(x, t, w) for s in range(5)]
                # Where equally good questions were chosen among at random there is nothing to hold us to.
                if any(not np.array_equal(fits[0].tree_.feature, f.tree_.feature) for f in fits):
                    continue
                add(f"{outcome} {impurity} {depth} {'weighted' if weighted else ''}", "tree",
                    {"data": "small", "outcome": outcome, "impurity": impurity, "depth": depth, "weighted": weighted},
                    {"sklearn": {"probabilities": numbers(fits[0].predict_proba(new)), "importance": numbers(fits[0].feature_importances_)}})
        fits = [DecisionTreeRegressor(max_depth=depth, min_samples_leaf=3, random_state=s).fit(x, value, w) for s in range(5)]
        if all(np.array_equal(fits[0].tree_.feature, f.tree_.feature) for f in fits):
            add(f"value {depth} {'weighted' if weighted else ''}", "tree", {"data": "small", "outcome": "value", "impurity": "gini", "depth": depth, "weighted": weighted},
                {"sklearn": {"scores": numbers(fits[0].predict(new)), "importance": numbers(fits[0].feature_importances_)}})
for outcome, t in [("y", y), ("classes", classes)]:
    for rounds, rate in [(5, 1.0), (15, 0.5)]:
        fit = AdaBoostClassifier(DecisionTreeClassifier(max_depth=1), n_estimators=rounds, learning_rate=rate, random_state=0).fit(x, t)
        add(f"{outcome} {rounds}", "adaboost", {"data": "small", "outcome": outcome, "rounds": rounds, "rate": rate},
            {"sklearn": {"probabilities": numbers(fit.predict_proba(new)), "model_weights": numbers(fit.estimator_weights_)}})
for cost in [0.1, 1, 10]:
    fit = LogisticRegression(C=cost, solver="newton-cg", tol=1e-12, max_iter=1000).fit(x, y)
    add(f"ridge {cost}", "ridge_logistic", {"data": "small", "cost": cost}, {"sklearn": {"coefficients": numbers(fit.coef_[0]), "intercept": float(fit.intercept_[0])}})


def over_seeds(id, kind, input, make, measure):
    found = [measure(make(seed)) for seed in range(50)]
    add(id, kind, input, {"sklearn": {"mean": float(np.mean(found))}})
    cases[-1]["input"]["spread"] = float(np.std(found, ddof=1))


m = 120
for name, columns in [("narrow", 8), ("broad", 60)]:
    rx = np.round(rng.normal(size=(2 * m, columns)), 3)
    rs = rx[:, 0] + rx[:, 1] * rx[:, 2] + 0.7 * rx[:, 3]
    ry = (rs + rng.normal(size=2 * m) > 0.2).astype(int)
    rv = np.round(rs + 0.5 * rng.normal(size=2 * m), 3)
    time = np.round(rng.exponential(10 * np.exp(-rs)) + 0.5, 1)
    event = (rng.uniform(size=2 * m) < 0.75).astype(int)
    a, b = slice(0, m), slice(m, 2 * m)
    add(name, "data", {"x": numbers(rx[a]), "new": numbers(rx[b]), "y": numbers(ry[a]), "newY": numbers(ry[b]), "value": numbers(rv[a]), "newValue": numbers(rv[b]),
                       "time": numbers(time[a]), "event": numbers(event[a]), "newTime": numbers(time[b]), "newEvent": numbers(event[b])}, {})
    auc = lambda f: roc_auc_score(ry[b], f.predict_proba(rx[b])[:, 1])
    r2 = lambda f: r2_score(rv[b], f.predict(rx[b]))
    for leaf in [1, 4]:
        for impurity in ["gini", "entropy"]:
            over_seeds(f"random-forest {name} {leaf} {impurity}", "random_classes", {"data": name, "estimator": "random-forest", "settings": {"trees": 60, "minimumLeaf": leaf, "impurity": impurity}},
                       lambda s: RandomForestClassifier(60, min_samples_leaf=leaf, criterion=impurity, random_state=s).fit(rx[a], ry[a]), auc)
            over_seeds(f"extra-trees {name} {leaf} {impurity}", "random_classes", {"data": name, "estimator": "extra-trees", "settings": {"trees": 60, "minimumLeaf": leaf, "impurity": impurity}},
                       lambda s: ExtraTreesClassifier(60, min_samples_leaf=leaf, criterion=impurity, random_state=s).fit(rx[a], ry[a]), auc)
        over_seeds(f"random-forest values {name} {leaf}", "random_values", {"data": name, "estimator": "random-forest", "settings": {"trees": 60, "minimumLeaf": leaf}},
                   lambda s: RandomForestRegressor(60, min_samples_leaf=leaf, max_features=columns // 3, random_state=s).fit(rx[a], rv[a]), r2)
        over_seeds(f"extra-trees values {name} {leaf}", "random_values", {"data": name, "estimator": "extra-trees", "settings": {"trees": 60, "minimumLeaf": leaf}},
                   lambda s: ExtraTreesRegressor(60, min_samples_leaf=leaf, max_features=columns // 3, random_state=s).fit(rx[a], rv[a]), r2)
    over_seeds(f"platt {name}", "platt", {"data": name}, lambda s: SVC(probability=True, tol=1e-6, random_state=s).fit(rx[a], ry[a]),
               lambda f: float(np.mean((f.predict_proba(rx[b])[:, 1] - ry[b]) ** 2)))
    surv = np.array(list(zip(event.astype(bool), time.astype(float))), dtype=[("e", bool), ("t", float)])
    over_seeds(f"random-survival-forest {name}", "random_survival", {"data": name, "settings": {"trees": 40, "minimumLeaf": 6, "minimumSplit": 12}},
               lambda s: RandomSurvivalForest(40, min_samples_leaf=6, min_samples_split=12, max_features="sqrt", random_state=s).fit(rx[a], surv[a]),
               lambda f: float(f.score(rx[b], surv[b])))

made = {name: version(name) for name in ["scikit-learn", "scikit-survival", "numpy"]}
text = json.dumps({"made_with": made, "seed": SEED, "cases": cases}, separators=(",", ":"))
Path(__file__).parent.joinpath("../fixtures/learning-sklearn.json").write_text(text.replace('},{"id"', '},\n{"id"') + "\n")
print(len(cases), "cases")
