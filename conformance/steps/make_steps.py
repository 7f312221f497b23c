"""Adds to learning-steps.json what scikit-learn, imbalanced-learn, SciPy and neuroCombat give for the data of make_steps.R.

Run with the environment `learning` of peers.sh, after the R script.
"""

import contextlib
import io
import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler
from neuroCombat import neuroCombat, neuroCombatFromTraining
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.stats import mannwhitneyu, rankdata, spearmanr
from sklearn.decomposition import PCA
from sklearn.feature_selection import VarianceThreshold
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.metrics import mutual_info_score
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler
from sklearn.utils.class_weight import compute_class_weight

warnings.simplefilter("ignore")
path = Path(__file__).parent / "../fixtures/learning-steps.json"
fixture = json.loads(path.read_text())
made = {"sklearn", "imblearn", "scipy", "numpy", "neuroCombat"}
cases = [case for case in fixture["cases"] if not made & set(case["expected"]) and case["id"] != "sampling"]
table = {
    key: np.array(value, dtype=float) for key, value in cases[0]["input"].items()
}
x, new, holes, y = table["x"], table["new"], table["holes"], table["y"].astype(int)
three = table["class"].astype(int)


def numbers(value):
    return np.asarray(value).tolist()


def flags(kept, columns=12):
    """Which columns stay, as 0 and 1."""
    return [int(j in set(numbers(kept))) for j in range(columns)]


def add(id, kind, input, **expected):
    cases.append({"id": id, "kind": kind, "input": input, "expected": expected})


for strategy in ["median", "mean", "most_frequent"]:
    imputer = SimpleImputer(strategy=strategy, add_indicator=True).fit(holes)
    add(
        strategy,
        "impute",
        {"strategy": strategy.replace("_", "-")},
        sklearn={"training": numbers(imputer.transform(holes)), "new": numbers(imputer.transform(table["newHoles"]))},
    )
assert MissingIndicator().fit(holes).features_.size > 0

# Their standard deviation is by n: ours by n - 1.
spread = StandardScaler().fit(x)
spread.scale_ = x.std(axis=0, ddof=1)
for method, scaler in [("z-score", spread), ("robust", RobustScaler().fit(x)), ("min-max", MinMaxScaler().fit(x))]:
    # The quartiles of a column of 0 and 1 may be equal; ours then takes the standard deviation.
    columns = [j for j in range(x.shape[1]) if method != "robust" or np.subtract(*np.percentile(x[:, j], [75, 25])) > 0]
    add(
        method,
        "scale",
        {"method": method, "columns": columns},
        sklearn={"training": numbers(scaler.transform(x)[:, columns]), "new": numbers(scaler.transform(new)[:, columns])},
    )

letters = np.array(["b", "a", "c", "b", "d", "b", "a"], dtype=object)
later = np.array(["a", "d", "e", "b"], dtype=object)
for reference, drop in [("none", None), ("first", "first"), ("most-frequent", ["b"])]:
    encoder = OneHotEncoder(drop=drop, handle_unknown="ignore", sparse_output=False).fit(letters[:, None])
    add(
        reference,
        "encode",
        {"reference": reference, "training": list(letters), "new": list(later)},
        sklearn={"training": numbers(encoder.transform(letters[:, None])), "new": numbers(encoder.transform(later[:, None]))},
    )

for threshold in [0.0, 0.5, 3.0]:
    kept = VarianceThreshold(threshold).fit(np.column_stack([x, np.ones(len(x))])).get_support(indices=True)
    add(f"above {threshold}", "variance", {"threshold": threshold}, sklearn={"kept": flags(kept, 13)})

# The greedy filter, written down from its definition.
for name, correlation in [("spearman", spearmanr(x).statistic), ("pearson", np.corrcoef(x.T))]:
    p = [mannwhitneyu(x[y == 1, j], x[y == 0, j], method="asymptotic").pvalue for j in range(x.shape[1])]
    for prefer, order in [("first", range(x.shape[1])), ("score", np.argsort(p, kind="stable"))]:
        for threshold in [0.95, 0.7, 0.4]:
            kept = []
            for j in order:
                if all(abs(correlation[j, k]) <= threshold for k in kept):
                    kept.append(int(j))
            add(
                f"{name}-{prefer}-{threshold}",
                "correlation_filter",
                {"correlation": name, "prefer": prefer, "threshold": threshold},
                scipy={"kept": flags(kept)},
            )
    distance = 1 - np.abs(correlation)
    np.fill_diagonal(distance, 0)
    for method in ["average", "complete", "single"]:
        tree = linkage(squareform(distance, checks=False), method)
        counts = {f"above_{t}": int(fcluster(tree, 1 - t, "distance").max()) for t in [0.9, 0.7, 0.5]}
        add(f"{name}-{method}-count", "cluster_count", {"correlation": name, "linkage": method}, scipy=counts)


# Peng, Long and Ding 2005, with the information of De Jay et al. 2013 or of quantile bins.
def gaussian(correlation):
    return -0.5 * np.log(np.maximum(1 - np.asarray(correlation) ** 2, np.finfo(float).eps))


def bins(values, count=4):
    return np.searchsorted(np.quantile(values, np.arange(1, count) / count), values, side="left")


def order_of(relevance, redundancy, scheme):
    chosen = [int(np.argmax(relevance))]
    while len(chosen) < len(relevance):
        mean = redundancy[:, chosen].mean(axis=1)
        score = relevance - mean if scheme == "difference" else relevance / np.maximum(mean, 1e-12)
        score[chosen] = -np.inf
        # The first of those that are equal but for rounding.
        chosen.append(int(np.argmax(score > score.max() - 1e-12 * np.abs(score.max()))))
    return chosen


binned = np.column_stack([bins(column) for column in x.T])
shared = np.array([[mutual_info_score(a, b) for b in binned.T] for a in binned.T])
for outcome, target in [("y", y), ("class", three), ("value", table["value"])]:
    for scheme in ["difference", "quotient"]:
        own = bins(target) if outcome == "value" else target
        found = order_of(np.array([mutual_info_score(own, b) for b in binned.T]), shared, scheme)
        add(f"bins-{outcome}-{scheme}", "mrmr", {"outcome": outcome, "scheme": scheme, "information": "bins"}, sklearn={"order": found})
        if outcome == "class":
            continue
        relevance = gaussian([spearmanr(column, target).statistic for column in x.T])
        found = order_of(relevance, gaussian(spearmanr(x).statistic), scheme)
        add(f"gaussian-{outcome}-{scheme}", "mrmr", {"outcome": outcome, "scheme": scheme, "information": "gaussian"}, scipy={"order": found})


def turned(fit):
    """The sign that makes the largest loading positive."""
    return np.sign(fit.components_[np.arange(len(fit.components_)), np.abs(fit.components_).argmax(axis=1)])


for id, rows, scaled in [("tall", 48, True), ("covariance", 48, False), ("wide", 9, True)]:
    part = x[:rows, :11]
    centre, scale = part.mean(axis=0), part.std(axis=0, ddof=1) if scaled else np.ones(11)
    fit = PCA().fit((part - centre) / scale)
    count = min(rows - 1, 11)
    share = {f"for_{s}": int(PCA(s, svd_solver="full").fit((part - centre) / scale).n_components_) for s in [0.5, 0.8, 0.95]}
    add(
        id,
        "principal_components",
        {"rows": rows, "scale": scaled, "count": count},
        sklearn={
            "variance": numbers(fit.explained_variance_[:count]),
            "loadings": numbers((fit.components_ * turned(fit)[:, None])[:count]),
            "new": numbers(((fit.transform((new[:, :11] - centre) / scale)) * turned(fit))[:, :count]),
            **share,
        },
    )

for id, target in [("y", y), ("class", three)]:
    weight = compute_class_weight("balanced", classes=np.unique(target), y=target)
    add(id, "class_weights", {"outcome": id}, sklearn={"weights": numbers(weight[target])})

# Sampling: counts, borders and shares are exact; new rows come by chance.
z = (x[:, :4] - x[:, :4].mean(axis=0)) / x[:, :4].std(axis=0)
z = np.round(z, 4)
rare = np.array([1 if v > np.sort(table["value"])[-12] else 0 for v in table["value"]])
grades = np.digitize(table["value"], np.sort(table["value"])[[25, 40]])
samplers = {
    "oversample": lambda seed, **more: RandomOverSampler(random_state=seed, **more),
    "undersample": lambda seed, **more: RandomUnderSampler(random_state=seed, **more),
    "smote": lambda seed, **more: SMOTE(random_state=seed, **more),
    "borderline-smote": lambda seed, **more: BorderlineSMOTE(random_state=seed, kind="borderline-1", **more),
    "adasyn": lambda seed, **more: ADASYN(random_state=seed, **more),
}
add("sampling", "data", {"x": numbers(z), "rare": numbers(rare), "grades": numbers(grades)})
for step, make in samplers.items():
    for outcome, target, ratio in [("rare", rare, None), ("rare", rare, 0.7), ("grades", grades, None)]:
        more = {} if ratio is None else {"sampling_strategy": ratio}
        means = []
        for seed in range(50):
            grown, labels = make(seed, **more).fit_resample(z, target)
            if len(labels) > len(target):
                # New rows: where they are on the mean.
                means.append(grown[len(target) :].mean(axis=0))
        given = {"step": step, "outcome": outcome, "ratio": 1 if ratio is None else ratio}
        add(f"{step}-{outcome}-{given['ratio']}", "sampling", given, imblearn={"counts": numbers(np.bincount(labels))})
        if means:
            add(
                f"{step}-{outcome}-{given['ratio']}",
                "sampling_means",
                given | {"spread": numbers(np.std(means, axis=0, ddof=1))},
                imblearn={"mean": numbers(np.mean(means, axis=0))},
            )
border = BorderlineSMOTE(random_state=1)
border.fit_resample(z, rare)
minority = np.flatnonzero(rare == 1)
near = NearestNeighbors(n_neighbors=border.m_neighbors + 1).fit(z)
danger = border._in_danger_noise(near, z[minority], 1, rare, kind="danger")
add("danger", "border", {}, imblearn={"rows": numbers(minority[danger])})
# ADASYN's new rows of each row, by its formula as imbalanced-learn rounds it.
foreign = NearestNeighbors(n_neighbors=6).fit(z).kneighbors(z[minority], return_distance=False)[:, 1:]
ratio = (rare[foreign] != 1).sum(axis=1) / 5
rows = np.rint(ratio / ratio.sum() * (np.bincount(rare)[0] - len(minority))).astype(int)
assert rows.sum() == len(ADASYN(random_state=1).fit_resample(z, rare)[1]) - len(rare)
add("per-row", "adasyn_rows", {}, imblearn={"rows": numbers(np.repeat(minority, rows))})

# ComBat of new rows of known sites. It makes a number of an array of one, which NumPy no longer does by itself.
sys.modules["neuroCombat.neuroCombat"].int = lambda value: np.asarray(value).item()
columns = [0, 1, 2, 3, 4, 5, 6, 8, 9]
site = table["site"].astype(int)
new_sites = np.arange(len(new)) % 3 + 1
with contextlib.redirect_stdout(io.StringIO()):
    fit = neuroCombat(dat=x[:, columns].T, covars=pd.DataFrame({"site": site}), batch_col="site")
    levels = {"batches": np.unique(site)}
    after = neuroCombatFromTraining(dat=new[:, columns].T, batch=new_sites, estimates=fit["estimates"] | levels)["data"]
add(
    "new rows",
    "combat_new",
    {"columns": columns, "sites": numbers(new_sites)},
    neuroCombat={"training": numbers(fit["data"].T), "new": numbers(after.T)},
)

fixture["cases"] = cases
fixture["made_with"] |= {
    name: version(name) for name in ["scikit-learn", "imbalanced-learn", "scipy", "numpy", "neuroCombat"]
}
text = json.dumps(fixture, separators=(",", ":")).replace('},{"id"', '},\n{"id"')
path.write_text(text + "\n")
