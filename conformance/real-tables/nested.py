"""Nested validation of every model on the real tables in scikit-learn and scikit-survival, on our splits and grids.

    node conformance/real-tables/export.ts /tmp/tables.json
    $RACHIS_PEERS/statistics/bin/python conformance/real-tables/nested.py /tmp/tables.json [MODEL,MODEL ...]

The word "random" among the models means those with chance in them on small tables.

Writes fixtures/real-tables.json: the mean over outer test folds of AUC (of three classes one against the rest), of
Harrell's concordance, of the share of pairs of stages in order, or of R2. Settings that do not exist there are their nearest: see each line.
"""

import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    BaggingRegressor,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Lasso, LogisticRegression, Ridge
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sksurv.ensemble import GradientBoostingSurvivalAnalysis, RandomSurvivalForest
from sksurv.linear_model import CoxnetSurvivalAnalysis, CoxPHSurvivalAnalysis
from sksurv.metrics import concordance_index_censored
from statsmodels.miscmodels.ordinal_model import OrderedModel

# Models with chance in them are run with several seeds on small tables, where one seed moves the mean by more than 0.01.
SEEDS = list(range(1, 11))
RANDOM = {"tree", "random forest", "extra trees", "bagging"}
SMALL = 150
LAMBDAS = [0.3, 0.1, 0.03, 0.01]


class SampleScaler(StandardScaler):
    """Standard deviations with the divisor n - 1, as ours: with n a penalty is another by up to 1% on 50 rows."""

    def fit(self, x, y=None, sample_weight=None):
        super().fit(x)
        self.scale_ = self.scale_ * np.sqrt(len(x) / (len(x) - 1))
        return self


class MeanPenalty(ClassifierMixin, BaseEstimator):
    """Logistic regression whose penalty is on the mean over rows, as ours: the same strength with however many rows."""

    def __init__(self, lam=0.1, lasso=False, seed=1):
        self.lam, self.lasso, self.seed = lam, lasso, seed

    def fit(self, x, y):
        cost = 1 / (len(y) * self.lam)
        if not self.lasso:
            model = LogisticRegression(C=cost, max_iter=10000)
        elif len(set(y)) == 2:
            # liblinear penalises the intercept unless that is a small part of a large column; at its usual tolerance near
            # ties of the inner scores fall by where it happened to stop.
            model = LogisticRegression(C=cost, l1_ratio=1, solver="liblinear", intercept_scaling=1000, max_iter=100000, tol=1e-9, random_state=self.seed)
        else:
            model = LogisticRegression(C=cost, l1_ratio=1, solver="saga", max_iter=10000, random_state=self.seed)
        self.model_ = model.fit(x, y)
        self.classes_ = self.model_.classes_
        return self

    def predict_proba(self, x):
        return self.model_.predict_proba(x)

    def predict(self, x):
        return self.model_.predict(x)

    def decision_function(self, x):
        return self.model_.decision_function(x)


class MeanRidgeCox(BaseEstimator):
    """Cox regression whose ridge penalty is on the mean over rows; theirs is on the sum, half of its square."""

    def __init__(self, lam=0.1):
        self.lam = lam

    def fit(self, x, y):
        self.model_ = CoxPHSurvivalAnalysis(ties="breslow", alpha=self.lam * len(y)).fit(x, y)
        return self

    def predict(self, x):
        return self.model_.predict(x)


def of_classes(rows, classes, seed):
    members = [("ridge", MeanPenalty(0.1)), ("forest", RandomForestClassifier(200, random_state=seed)), ("neighbours", KNeighborsClassifier(7))]
    yield "ridge", MeanPenalty(), {"lam": LAMBDAS}
    yield "lasso", MeanPenalty(lasso=True, seed=seed), {"lam": LAMBDAS}
    # At small costs the usual tolerance stops anywhere.
    yield "linear SVM", SVC(kernel="linear", tol=1e-6, probability=True, random_state=seed), {"C": [0.001, 0.01, 0.1]}
    yield "radial SVM", SVC(probability=True, random_state=seed), {"C": [0.1, 1, 10]}
    yield "discriminant", LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto"), {}
    yield "neighbours", KNeighborsClassifier(), {"n_neighbors": [3, 7, 15]}
    yield "naive Bayes", GaussianNB(), {}
    yield "tree", DecisionTreeClassifier(min_samples_leaf=5, random_state=seed), {"max_depth": [2, 4]}
    yield "random forest", RandomForestClassifier(300, random_state=seed), {"min_samples_leaf": [1, 5]}
    yield "extra trees", ExtraTreesClassifier(300, random_state=seed), {"min_samples_leaf": [1, 5]}
    yield "AdaBoost", AdaBoostClassifier(n_estimators=50, random_state=seed), {}
    yield "boosting", HistGradientBoostingClassifier(max_iter=100, min_samples_leaf=5, l2_regularization=1, early_stopping=False, random_state=seed), {"max_depth": [1, 3]}
    yield "bagging", BaggingClassifier(n_estimators=100, random_state=seed), {}
    yield "voting", VotingClassifier(members, voting="soft"), {}
    yield "stacking", StackingClassifier(members, MeanPenalty(0.01), stack_method="predict_proba"), {}


def of_survival(rows, seed):
    yield "Cox ridge", MeanRidgeCox(), {"lam": [1, *LAMBDAS]}
    yield "Cox lasso", CoxnetSurvivalAnalysis(l1_ratio=1.0, max_iter=1000000), {"alphas": [[lam] for lam in [0.2, 0.1, 0.05, 0.02]]}
    yield "survival forest", RandomSurvivalForest(200, min_samples_split=6, max_features="sqrt", random_state=seed), {"min_samples_leaf": [5, 15]}
    yield "boosted Cox", GradientBoostingSurvivalAnalysis(min_samples_leaf=5, random_state=seed), {"n_estimators": [25, 100], "max_depth": [1, 2]}


class ProportionalOdds(BaseEstimator):
    """Proportional odds of statsmodels; what it says is the linear predictor."""

    def fit(self, x, y):
        self.model_ = OrderedModel(y, x, distr="logit").fit(method="bfgs", maxiter=10000, gtol=1e-8, disp=0)
        self.slopes_ = np.asarray(self.model_.params)[: x.shape[1]]
        return self

    def predict(self, x):
        return x @ self.slopes_


def of_values(rows, seed):
    # Their lasso is on half the mean square as ours; their ridge on the sum of squares, ours on half its mean.
    yield "linear ridge", MeanRidge(), {"lam": [1, 0.1, 0.01, 0.001]}
    yield "linear lasso", Lasso(max_iter=1000000, tol=1e-9), {"alpha": [0.3, 0.1, 0.03, 0.01]}
    yield "support vectors of values", SVR(), {"C": [0.1, 1, 10]}
    yield "neighbours of values", KNeighborsRegressor(), {"n_neighbors": [3, 7, 15]}
    yield "tree of values", DecisionTreeRegressor(min_samples_leaf=5, random_state=seed), {"max_depth": [2, 4]}
    yield "forest of values", RandomForestRegressor(300, max_features=1 / 3, random_state=seed), {"min_samples_leaf": [1, 5]}
    yield "extra trees of values", ExtraTreesRegressor(300, max_features=1.0, random_state=seed), {"min_samples_leaf": [1, 5]}
    yield "boosting of values", HistGradientBoostingRegressor(max_iter=100, min_samples_leaf=5, l2_regularization=1, early_stopping=False, random_state=seed), {"max_depth": [1, 3]}
    yield "bagging of values", BaggingRegressor(n_estimators=100, random_state=seed), {}


class MeanRidge(BaseEstimator):
    """Least squares with half the ridge penalty beside half the mean square."""

    def __init__(self, lam=0.1):
        self.lam = lam

    def fit(self, x, y):
        self.model_ = Ridge(alpha=self.lam * len(y), solver="cholesky").fit(x, y)
        return self

    def predict(self, x):
        return self.model_.predict(x)


def in_order(model, x, y):
    """Share of pairs of different class that are said in their order, ties half."""
    said = model.predict(x)
    apart = np.sign(y[:, None] - y[None, :])
    return float(np.mean(0.5 + 0.5 * (apart * np.sign(said[:, None] - said[None, :]))[apart > 0]))


def models_of(table, rows, seed):
    if "values" in table:
        return list(of_values(rows, seed))
    if table.get("ordinal"):
        return [("proportional odds", ProportionalOdds(), {})]
    if "times" in table:
        # Competing events are R's: competing.R.
        return [] if 2 in table["events"] else list(of_survival(rows, seed))
    return list(of_classes(rows, len(set(table["codes"])), seed))


def concordance(model, x, y):
    return concordance_index_censored(y["e"], y["t"], model.predict(x))[0]


def one(table, split, at, seed):
    warnings.simplefilter("ignore")
    x = np.array(table["columns"], dtype=float).T
    training, test = np.array(split["training"]), np.array(split["test"])
    inner = [(np.array(s["training"]), np.array(s["test"])) for s in split["inner"]]
    survival = "times" in table
    models = models_of(table, len(training), seed)
    if "values" in table:
        y = np.array(table["values"])
        scoring = "r2"
    elif table.get("ordinal"):
        y = np.array(table["codes"])
        scoring = in_order
    elif survival:
        y = np.array(list(zip(np.array(table["events"]) == 1, table["times"])), dtype=[("e", bool), ("t", float)])
        scoring = concordance
    else:
        y = np.array(table["codes"])
        classes = len(set(table["codes"]))
        scoring = "roc_auc" if classes == 2 else "roc_auc_ovr"
    name, model, grid = models[at]
    pipeline = Pipeline([("fill", SimpleImputer(strategy="median")), ("scale", SampleScaler()), ("model", model)])
    fit = pipeline
    if grid:
        fit = GridSearchCV(pipeline, {f"model__{key}": values for key, values in grid.items()}, scoring=scoring, cv=inner, error_score=np.nan)
    try:
        fit.fit(x[training], y[training])
    except Exception as error:  # noqa: BLE001  a model that cannot be fitted has no value
        print(table["name"], name, type(error).__name__, str(error)[:100], file=sys.stderr)
        return float("nan")
    if survival:
        return concordance(fit, x[test], y[test])
    if "values" in table:
        return r2_score(y[test], fit.predict(x[test]))
    if table.get("ordinal"):
        return in_order(fit, x[test], y[test])
    if classes > 2:
        return roc_auc_score(y[test], fit.predict_proba(x[test]), multi_class="ovr")
    # Platt's sigmoid of a weak classifier can slope the wrong way: decision values are judged, as ours are.
    if "SVM" in name:
        return roc_auc_score(y[test], fit.decision_function(x[test]))
    return roc_auc_score(y[test], fit.predict_proba(x[test])[:, 1])


tables = json.load(open(sys.argv[1]))
fixture = Path(__file__).parent / "../fixtures/real-tables.json"
# Only these models are run again, and those that are not there yet; the others are kept as they are.
only = set(sys.argv[2].split(",")) if len(sys.argv) > 2 else None
before = {(c["table"], c["model"]): c for c in json.loads(fixture.read_text())["cases"]} if only else {}
cases = []
with Parallel(n_jobs=2) as run:
    for table in tables:
        rows = len(table["columns"][0])
        names = [name for name, _, _ in models_of(table, rows, 1)]
        for at, name in enumerate(names):
            known = (table["name"], name) in before
            if known and name not in only and not (name in RANDOM and rows < SMALL and "random" in only):
                cases.append(before[(table["name"], name)])
                continue
            seeds = SEEDS if name in RANDOM and rows < SMALL else SEEDS[:1]
            found = np.array(run(delayed(one)(table, split, at, seed) for seed in seeds for split in table["splits"]))
            # The splits are those of the table's own seed: a change of them must be seen.
            cases.append({"table": table["name"], "model": name, "measure": float(np.nanmean(found)), "folds": int(np.sum(~np.isnan(found))), "seeds": len(seeds), "firstTest": table["splits"][0]["test"]})
            print(table["name"], name, round(cases[-1]["measure"], 4), file=sys.stderr, flush=True)

made = {name: version(name) for name in ["scikit-learn", "scikit-survival", "statsmodels", "numpy"]}
text = json.dumps({"made_with": made, "seeds": SEEDS, "cases": cases}, separators=(",", ":"))
fixture.write_text(text.replace('},{"table"', '},\n{"table"') + "\n")
