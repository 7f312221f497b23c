"""One whole process: the lasso of a table by nested validation in scikit-learn, as `bench/learn.ts` asks for it.

Reads the table, fits on the same outer splits (its own inner folds), finds penalty and threshold in the training rows,
judges, fits on all rows. Nothing is explained or drawn. `python sklearn_learn.py TABLE PREDICTIONS PROCESSES`
"""

import sys
import warnings

# This folder comes first on the path: it goes last, so that no file of it hides a package.
sys.path.append(sys.path.pop(0))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from joblib import Parallel, delayed  # noqa: E402
from sklearn.linear_model import LogisticRegressionCV  # noqa: E402
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score  # noqa: E402
from sklearn.model_selection import TunedThresholdClassifierCV  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

table = pd.read_csv(sys.argv[1])
splits = pd.read_csv(sys.argv[2], usecols=["row", "repeat", "fold"])
y = table["outcome"].to_numpy()
x = table.drop(columns=["subject", "outcome"]).to_numpy()
place = {subject: row for row, subject in enumerate(table["subject"])}


def fitted(rows):
    warnings.simplefilter("ignore")
    n = len(rows)
    scaled = StandardScaler().fit_transform(x[rows])
    largest = np.abs(scaled.T @ (y[rows] - y[rows].mean())).max() / n
    penalties = largest * np.logspace(0, -2 if n < x.shape[1] else -4, 50)
    lasso = LogisticRegressionCV(
        Cs=1 / (n * penalties), penalty="l1", solver="liblinear", cv=5, scoring="neg_log_loss", max_iter=1000
    )
    model = make_pipeline(StandardScaler(), lasso)
    try:
        return TunedThresholdClassifierCV(model, cv=5, scoring="balanced_accuracy").fit(x[rows], y[rows])
    except ValueError:
        # No column comes in: there is no threshold to choose.
        return model.fit(x[rows], y[rows])


def fold(test):
    rows = np.setdiff1d(np.arange(len(y)), test)
    model = fitted(rows)
    return test, model.predict_proba(x[test])[:, 1], model.predict(x[test])


parts = [
    (repeat, np.array([place[s] for s in one["row"]]))
    for (repeat, _), one in splits.groupby(["repeat", "fold"], sort=True)
]
with Parallel(n_jobs=int(sys.argv[3])) as run:
    found = run([delayed(fold)(test) for _, test in parts])
    run([delayed(fitted)(np.arange(len(y)))])
measures = []
for wanted in sorted({repeat for repeat, _ in parts}):
    p, says = np.zeros(len(y)), np.zeros(len(y))
    for (repeat, _), (test, probability, decision) in zip(parts, found):
        if repeat == wanted:
            p[test], says[test] = probability, decision
    measures.append([roc_auc_score(y, p), average_precision_score(y, p), brier_score_loss(y, p), (says[y == 1]).mean(), 1 - (says[y == 0]).mean()])
print(float(np.mean(measures, axis=0)[0]))
