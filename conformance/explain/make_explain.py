"""What shap, scikit-learn and SciPy say of small models, tree by tree and permutation by permutation.

Run with the environment `learning` of peers.sh; make_ale.py then adds PyALE's values.
"""

import json
import math
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import shap
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.stats import spearmanr
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.simplefilter("ignore")
SEED = 20261126
rng = np.random.default_rng(SEED)
cases = []


def numbers(value):
    return np.asarray(value).tolist()


def add(id, kind, input, **expected):
    cases.append({"id": id, "kind": kind, "input": input, "expected": expected})


n, p = 80, 6
x = rng.normal(size=(n, p)) * [1, 2, 1, 0.5, 1, 3] + [0, 5, 0, 0, -2, 0]
x[:, 4] = 0.9 * x[:, 0] + 0.4 * x[:, 4] + 0.8
x[:, 5] = np.round(x[:, 5])
# scikit-learn's trees read values in single precision: these are the same in both.
x = np.float64(np.float32(x))
signal = x[:, 0] + 0.8 * np.sin(x[:, 1]) * (x[:, 2] > 0) + 0.3 * x[:, 5]
value = np.round(signal + rng.normal(size=n) * 0.5, 3)
y = (signal + rng.normal(size=n) > 0.1).astype(int)
three = np.digitize(value, np.quantile(value, [0.4, 0.7]))
part, rest = slice(0, 50), slice(50, n)
add("data", "data", {"x": numbers(x), "y": numbers(y), "value": numbers(value), "class": numbers(three)})
targets = {"y": y, "value": value, "class": three}


def tree_of(tree, scale=1.0):
    """Arrays of a tree as they are in a state of ours."""
    leaf = tree.children_left < 0
    return {
        "feature": numbers(np.where(leaf, -1, tree.feature)),
        "threshold": numbers(np.where(leaf, 0, tree.threshold)),
        "left": numbers(tree.children_left),
        "right": numbers(tree.children_right),
        "cover": numbers(tree.weighted_n_node_samples),
        "value": numbers((scale * tree.value[:, 0, :]).ravel()),
    }


def state_of(model, outcome):
    """A scikit-learn model of trees as a state of ours."""
    classes = {} if outcome == "value" else {"classes": len(model.classes_), "present": numbers(model.classes_)}
    common = {"importance": [0] * p, **classes}
    if isinstance(model, (GradientBoostingClassifier, GradientBoostingRegressor)):
        if outcome == "value":
            base = [float(model.init_.constant_.item())]
        else:
            prior = np.bincount(targets[outcome][part]) / len(x[part])
            base = [np.log(prior[1] / prior[0])] if len(prior) == 2 else np.log(prior)
        trees = [tree_of(one.tree_, model.learning_rate) for row in model.estimators_ for one in row]
        return "gradient-boosting", {"base": numbers(base), "trees": trees, **common}
    members = getattr(model, "estimators_", [model])
    names = {"Decision": "decision-tree", "Random": "random-forest", "Extra": "extra-trees"}
    id = next(word for name, word in names.items() if type(model).__name__.startswith(name))
    return id, {"estimator": id, "trees": [tree_of(one.tree_) for one in members], **common}


def shap_of(model, data, **more):
    """Base and values, outputs by rows by columns."""
    explainer = shap.TreeExplainer(model, data, **more)
    values = np.asarray(explainer.shap_values(x[rest], check_additivity=False))
    base = np.atleast_1d(explainer.expected_value).astype(float)
    return {"base": numbers(base), "values": numbers(values[None] if values.ndim == 2 else np.moveaxis(values, 2, 0))}


def predictors_of(model, rows):
    """What Shapley values are of: outputs by rows."""
    if isinstance(model, GradientBoostingClassifier):
        return model.decision_function(rows)[None]
    return model.predict_proba(rows).T if hasattr(model, "predict_proba") else model.predict(rows)[None]


def exact_of(model, background):
    """Shapley values from their definition, over all subsets of columns: unknown ones are those of the background."""
    own = x[rest]
    m, b = len(own), len(background)
    subsets = [[j for j in range(p) if bits >> j & 1] for bits in range(2**p)]
    means = []
    for subset in subsets:
        mixed = np.tile(background, (m, 1))
        mixed[:, subset] = np.repeat(own, b, axis=0)[:, subset]
        means.append(predictors_of(model, mixed).reshape(-1, m, b).mean(axis=2))
    values = np.zeros((means[0].shape[0], m, p))
    for bits, subset in enumerate(subsets):
        for j in set(range(p)) - set(subset):
            weight = math.factorial(len(subset)) * math.factorial(p - len(subset) - 1) / math.factorial(p)
            values[:, :, j] += weight * (means[bits | 1 << j] - means[bits])
    return {"base": numbers(means[0][:, 0]), "values": numbers(values)}


def event(said):
    """Of two classes ours is of the event alone."""
    return {key: value[1:] if len(value) == 2 else value for key, value in said.items()}


trees = {
    "tree": ("y", DecisionTreeClassifier(random_state=1)),
    "tree of three classes": ("class", DecisionTreeClassifier(max_depth=4, random_state=1)),
    "tree of values": ("value", DecisionTreeRegressor(min_samples_leaf=2, random_state=1)),
    "forest": ("y", RandomForestClassifier(12, random_state=1)),
    "forest of values": ("value", RandomForestRegressor(8, min_samples_leaf=3, random_state=1)),
    "extra trees": ("class", ExtraTreesClassifier(6, min_samples_leaf=2, random_state=1)),
    "extra trees of values": ("value", ExtraTreesRegressor(5, max_depth=5, random_state=1)),
    "boosting": ("y", GradientBoostingClassifier(n_estimators=15, max_depth=3, learning_rate=0.2, random_state=1)),
    "boosting of values": ("value", GradientBoostingRegressor(n_estimators=15, max_depth=4, random_state=1)),
}
for id, (outcome, model) in trees.items():
    model.fit(x[part], targets[outcome][part])
    estimator, state = state_of(model, outcome)
    two = outcome == "y"
    path = shap_of(model, None, feature_perturbation="tree_path_dependent")
    add(id, "model", {"estimator": estimator, "state": state})
    given = {"model": id, "rows": [50, n], "background": None}
    add(f"{id}, shares", "shap_trees", given, shap=event(path) if two else path)
    between = shap_of(model, x[part][:30], feature_perturbation="interventional")
    given = {"model": id, "rows": [50, n], "background": [0, 30]}
    add(f"{id}, background", "shap_trees", given, shap=event(between) if two else between)
    exact = exact_of(model, x[part][:30])
    add(f"{id}, background", "shap_exact", given, numpy=event(exact) if two else exact)
    if id in ("forest", "forest of values"):
        said = model.predict(x[rest]) if outcome == "value" else model.predict_proba(x[rest])[:, 1]
        add(id, "transplanted", {"model": id, "rows": [50, n]}, sklearn={"said": numbers(said)})

logistic = LogisticRegression(C=2.0, tol=1e-10, max_iter=10_000).fit(x[part], y[part])
linear = LinearRegression().fit(x[part], value[part])
linears = {
    "logistic": (
        "logistic-regression",
        logistic,
        {
            "classes": 2,
            "present": [0, 1],
            "lambda": 0,
            "intercepts": numbers(logistic.intercept_),
            "coefficients": numbers(logistic.coef_[0]),
        },
    ),
    "linear": (
        "linear-regression",
        linear,
        {"lambda": 0, "intercepts": [float(linear.intercept_)], "coefficients": numbers(linear.coef_)},
    ),
}
for id, (estimator, model, state) in linears.items():
    explainer = shap.LinearExplainer(model, shap.maskers.Independent(x[part], max_samples=50))
    said = {"base": [float(explainer.expected_value)], "values": [numbers(explainer.shap_values(x[rest]))]}
    add(id, "model", {"estimator": estimator, "state": state})
    add(id, "shap_linear", {"model": id, "rows": [50, n], "background": [0, 50]}, shap=said)


def permutations_of(seed, rows, repeats):
    """Where each row takes its values from in permutation_importance; it permutes anew what it permuted before."""
    state = np.random.RandomState(np.random.RandomState(seed).randint(np.iinfo(np.int32).max + 1))
    order, source = np.arange(rows), np.arange(rows)
    found = []
    for _ in range(repeats):
        state.shuffle(order)
        source = source[order]
        found.append(source)
    return found


scorers = {"auc": "roc_auc", "log-loss": "neg_log_loss", "balanced-accuracy": "balanced_accuracy", "r2": "r2", "squared-error": "neg_mean_squared_error"}
judged = [
    ("logistic", logistic, y, ["auc", "log-loss"]),
    ("linear", linear, value, ["r2", "squared-error"]),
    # No log loss: where a forest says 0 it depends on the least probability, 2.2e-16 there and 1e-15 in ours.
    ("forest", trees["forest"][1], y, ["auc", "balanced-accuracy"]),
    ("forest of values", trees["forest of values"][1], value, ["r2", "squared-error"]),
    ("boosting", trees["boosting"][1], y, ["auc", "log-loss"]),
]
for id, model, truth, criteria in judged:
    outcome = "y" if truth is y else "value"
    orders = permutations_of(7, n - 50, 6)
    for criterion in criteria:
        found = permutation_importance(model, x[rest], truth[rest], scoring=scorers[criterion], n_repeats=6, random_state=7)
        add(
            f"{id}, {criterion}",
            "permutation_importance",
            {
                "model": id,
                "rows": [50, n],
                "outcome": outcome,
                "criterion": criterion,
                "permutations": numbers(orders),
            },
            # Their deviation is by n: ours by n - 1.
            sklearn={
                "drops": numbers(found.importances),
                "mean": numbers(found.importances_mean),
                "deviation": numbers(found.importances_std * np.sqrt(6 / 5)),
            },
        )
    # Columns together, from the definition.
    group = [0, 4]
    drops = []
    for order in orders:
        moved = x[rest].copy()
        moved[:, group] = moved[order][:, group]
        if outcome == "value":
            drops.append(model.score(x[rest], truth[rest]) - model.score(moved, truth[rest]))
        else:
            area = [roc_auc_score(truth[rest], model.predict_proba(z)[:, 1]) for z in (x[rest], moved)]
            drops.append(area[0] - area[1])
    add(
        f"{id}, together",
        "group_importance",
        {
            "model": id,
            "rows": [50, n],
            "outcome": outcome,
            "criterion": criteria[0],
            "group": group,
            "permutations": numbers(orders),
        },
        sklearn={"drops": numbers(drops)},
    )


def accumulated(predict, data, column, edges):
    """Apley and Zhu 2020, section 3: mean differences within intervals, summed, centred at the mean over the rows."""
    place = np.clip(np.searchsorted(edges, data[:, column], side="left") - 1, 0, len(edges) - 2)
    lower, upper = data.copy(), data.copy()
    lower[:, column], upper[:, column] = edges[place], edges[place + 1]
    change = predict(upper) - predict(lower)
    counts = np.bincount(place, minlength=len(edges) - 1)
    local = np.bincount(place, change, minlength=len(edges) - 1) / np.maximum(counts, 1)
    sums = np.concatenate([[0], np.cumsum(local)])
    return sums - np.sum(counts * (sums[1:] + sums[:-1]) / 2) / len(data), counts


for id, model, truth, _ in judged:
    outcome = "y" if truth is y else "value"
    predict = model.predict if outcome == "value" else lambda z, model=model: model.predict_proba(z)[:, 1]
    for column in [0, 1, 5]:
        given = {"model": id, "rows": [0, 50], "outcome": outcome, "column": column}
        found = partial_dependence(
            model,
            x[part],
            [column],
            method="brute",
            kind="both",
            grid_resolution=12,
            **({} if outcome == "value" else {"response_method": "predict_proba"}),
        )
        add(
            f"{id}, column {column}",
            "partial_dependence",
            given | {"grid": numbers(found["grid_values"][0])},
            sklearn={"mean": numbers(found["average"][0]), "individual": numbers(found["individual"][0])},
        )
        edges = np.unique(np.quantile(x[part][:, column], np.linspace(0, 1, 9), method="inverted_cdf"))
        effects, counts = accumulated(predict, x[part], column, edges)
        add(
            f"{id}, column {column}",
            "accumulated_effects",
            given | {"intervals": 8},
            numpy={"edges": numbers(edges), "effects": numbers(effects), "counts": numbers(counts)},
        )

# Coefficients on the table's columns, of fits on scaled columns and on all principal components.
plain = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10_000, solver="newton-cholesky").fit(x, y)
add("logistic", "given_coefficients", {"outcome": "y"}, sklearn={"coefficients": numbers(plain.coef_[0]), "ratios": numbers(np.exp(plain.coef_[0]))})
plain = LinearRegression().fit(x, value)
add("linear", "given_coefficients", {"outcome": "value"}, sklearn={"coefficients": numbers(plain.coef_)})

wide = rng.normal(size=(40, 5)) @ rng.normal(size=(5, 14)) + 0.7 * rng.normal(size=(40, 14))
wide = np.round(wide, 3)
distance = 1 - np.abs(spearmanr(wide).statistic)
np.fill_diagonal(distance, 0)
joined = linkage(squareform(distance, checks=False), "average")
for threshold in [0.3, 0.5, 0.7, 0.9]:
    labels = fcluster(joined, 1 - threshold, "distance")
    # Clusters in the order of their first column.
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    add(
        f"groups above {threshold}",
        "correlated_groups",
        {"x": numbers(wide), "threshold": threshold},
        scipy={"group": numbers(np.argsort(np.argsort(first))[inverse])},
    )

made = {"made_with": {name: version(name) for name in ["shap", "scikit-learn", "scipy", "numpy"]}, "seed": SEED, "cases": cases}
text = json.dumps(made, separators=(",", ":")).replace('},{"id"', '},\n{"id"')
(Path(__file__).parent / "../fixtures/learning-explain.json").write_text(text + "\n")
