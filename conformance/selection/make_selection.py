"""Adds to learning-selection.json what scikit-learn and boruta_py give for its data.

Run with the environment `learning` of peers.sh, after make_selection.R.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from boruta import BorutaPy
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.feature_selection import RFE
from sklearn.linear_model import LinearRegression, LogisticRegression, lars_path
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

path = Path(__file__).parent / "../fixtures/learning-selection.json"
fixture = json.loads(path.read_text())
peers = {"sklearn", "boruta"}
cases = [
    case
    for case in fixture["cases"]
    if not peers & set(case["expected"]) and not case["id"].startswith("boruta")
]
sets = {
    case["id"]: {key: np.array(value, dtype=float) for key, value in case["input"].items()}
    for case in cases
    if case["kind"] == "data"
}


def numbers(value):
    return np.asarray(value).tolist()


def add(id, kind, input, **expected):
    cases.append({"id": id, "kind": kind, "input": input, "expected": expected})


# Lasso paths of least squares by least angles: the order in which columns come in, without a list of penalties.
for case in [one for one in cases if one["kind"] == "stability" and one["input"]["outcome"] == "value"]:
    data = sets[case["input"]["data"]]
    count = case["input"]["entries"]
    chosen = np.zeros(data["x"].shape[1])
    for rows in case["input"]["halves"]:
        part = StandardScaler().fit_transform(data["x"][rows])
        target = data["value"][rows]
        _, _, coefficients = lars_path(part, target - target.mean(), method="lasso")
        order = []
        for column in (coefficients != 0).T:
            order += [j for j in np.flatnonzero(column) if j not in order]
        chosen[order[:count]] += 1
    add(
        case["id"] + "-angles",
        "stability",
        case["input"],
        sklearn={"entries": numbers(chosen / len(case["input"]["halves"]))},
    )

# Recursive elimination. Theirs compares coefficients of the columns as given; with columns of unit variance that is
# our `standardised`. No columns matter equally here, where the order of theirs is that of an unstable sort.
for name, outcome, judges in [
    ("tall", "y", ["logistic-regression", "support-vector-machine"]),
    ("tall", "value", ["linear-regression"]),
    ("wide", "y", ["logistic-regression", "support-vector-machine"]),
    ("births", "y", ["logistic-regression"]),
    ("boston", "value", ["linear-regression"]),
]:
    for standardised in [False, True]:
        x, target = sets[name]["x"], sets[name][outcome]
        if standardised:
            x = StandardScaler().fit_transform(x)
        for judge in judges:
            penalty = 0.05
            model, settings = {
                "logistic-regression": (
                    LogisticRegression(C=1 / (len(x) * penalty), solver="newton-cholesky", tol=1e-12, max_iter=1000),
                    {"alpha": 0, "lambda": penalty, "standardise": False},
                ),
                "support-vector-machine": (
                    SVC(kernel="linear", C=0.1, tol=1e-9),
                    {"kernel": "linear", "cost": 0.1, "tolerance": 1e-9},
                ),
                "linear-regression": (LinearRegression(), {"lambda": 0}),
            }[judge]
            for keep, step in [(1, 1), (3, 2), (2, 0.25)]:
                if name == "wide" and step == 1:
                    step = 7
                found = RFE(model, n_features_to_select=keep, step=step).fit(x, target)
                add(
                    f"{name}-{judge}-{'unit' if standardised else 'given'}-{keep}-{step:g}",
                    "elimination",
                    {
                        "data": name,
                        "outcome": outcome,
                        "estimator": judge,
                        # The penalty is of unit columns there.
                        "settings": {**settings, "standardise": True}
                        if standardised and judge == "logistic-regression"
                        else settings,
                        "standardised": standardised,
                        "scaled": standardised and judge == "support-vector-machine",
                        "step": step,
                        "keep": keep,
                    },
                    sklearn={"ranks": numbers(found.ranking_)},
                )

# What the tests decide for given hits.
random = np.random.default_rng(fixture["seed"])
for two_step in [True, False]:
    for rounds in [5, 8, 12, 20, 40, 99]:
        hits = np.concatenate([random.binomial(rounds, 0.5, 10), random.integers(0, rounds + 1, 20), [0, rounds]])
        before = random.choice([-1, 0, 0, 0, 0, 1], len(hits))
        judge = BorutaPy(None, two_step=two_step)
        after = judge._do_tests(before.copy(), hits, rounds)
        add(
            f"decisions-{rounds}-{'two' if two_step else 'one'}",
            "boruta_decisions",
            {"before": numbers(before), "hits": numbers(hits), "rounds": rounds, "twoStep": two_step},
            boruta={"after": numbers(after)},
        )

# How often whole runs confirm each column. Some columns are strong, some weak, some say the same.
random = np.random.default_rng(fixture["seed"] + 1)
n, seeds, rounds, trees = 100, 25, 30, 30
x = random.normal(size=(n, 14))
x[:, 3] = x[:, 0] + 0.5 * random.normal(size=n)
x[:, 4] = np.round(x[:, 4])
x = np.round(x, 3)
signal = 1.5 * x[:, 0] - x[:, 1] + 0.6 * x[:, 2]
y = (random.random(n) < 1 / (1 + np.exp(-signal))).astype(int)
value = np.round(signal + random.normal(size=n), 3)
cases.append({"id": "boruta", "kind": "data", "input": {"x": numbers(x), "y": numbers(y), "value": numbers(value)}, "expected": {}})
for outcome, target, forest in [("y", y, RandomForestClassifier), ("value", value, RandomForestRegressor)]:
    for two_step in [True] if outcome == "value" else [True, False]:
        confirmed = np.zeros(14)
        for seed in range(seeds):
            model = forest(max_depth=5, max_features="sqrt", n_jobs=1)
            # Theirs counts rounds from 1 and stops before the last.
            run = BorutaPy(model, n_estimators=trees, max_iter=rounds + 1, two_step=two_step, random_state=seed).fit(x, target)
            confirmed += run.support_
        add(
            f"boruta-{outcome}-{'two' if two_step else 'one'}",
            "boruta_runs",
            {"data": "boruta", "outcome": outcome, "twoStep": two_step, "rounds": rounds, "trees": trees, "depth": 5, "seeds": seeds},
            boruta={"confirmed": numbers(confirmed / seeds)},
        )

fixture["cases"] = cases
fixture["made_with"] |= {name: version(name) for name in ["scikit-learn", "Boruta", "numpy"]}
text = json.dumps(fixture, separators=(",", ":")).replace('},{"id"', '},\n{"id"')
path.write_text(text + "\n")
