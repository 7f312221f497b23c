"""Times nested validation in scikit-learn on the splits and grids that the benchmark `learning` gives.

One process a processor, each takes whole outer splits; scaling is inside the folds. Probabilities are asked of support
vectors, as ours give them. Data are read and processes are started before the clock.
"""

import json
import sys
import time
import warnings

# This folder comes first on the path: it goes last, so that no file of it hides a package.
sys.path.append(sys.path.pop(0))

import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from joblib import Parallel, delayed  # noqa: E402
from sklearn.ensemble import RandomForestClassifier  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.metrics import roc_auc_score  # noqa: E402
from sklearn.model_selection import GridSearchCV  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.svm import SVC  # noqa: E402

given = json.load(open(sys.argv[1]))
x = np.array(given["columns"]).T.copy()
y = np.array(given["codes"])
rows = len(y)


def pipelines(training_rows):
    inner = training_rows * 4 / 5
    yield "lasso", LogisticRegression(l1_ratio=1, solver="liblinear"), {"logisticregression__C": [1 / (inner * lam) for lam in given["lambdas"]]}
    yield "random forest", RandomForestClassifier(given["trees"]), {"randomforestclassifier__min_samples_leaf": given["leaves"]}
    yield "support vectors", SVC(probability=True), {"svc__C": given["costs"]}


def one(split, at):
    warnings.simplefilter("ignore")
    training = np.array(split["training"])
    name, model, grid = list(pipelines(len(training)))[at]
    inner = [(np.array(s["training"]), np.array(s["test"])) for s in split["inner"]]
    search = GridSearchCV(make_pipeline(StandardScaler(), model), grid, scoring="roc_auc", cv=inner)
    search.fit(x[training], y[training])
    test = np.array(split["test"])
    # Platt's sigmoid of a weak classifier can slope the wrong way: the decision values are judged.
    says = search.decision_function(x[test]) if name == "support vectors" else search.predict_proba(x[test])[:, 1]
    return roc_auc_score(y[test], says)


report = []
with Parallel(n_jobs=given["workers"]) as run:
    run(delayed(abs)(1) for _ in range(given["workers"]))
    for at, (name, _, _) in enumerate(pipelines(rows)):
        started = time.perf_counter()
        found = run(delayed(one)(split, at) for split in given["splits"])
        report.append({"name": name, "seconds": time.perf_counter() - started, "auc": float(np.mean(found))})
        print(f"scikit-learn: {name} {report[-1]['seconds']:.1f} s", file=sys.stderr)
json.dump({"version": sklearn.__version__, "pipelines": report}, open(sys.argv[2], "w"))
