"""Test AUC of scikit-learn's random forests over seeds, a row a table, as CSV.

    node conformance/forests/write-tables.ts /tmp/tables.json
    python conformance/forests/make_forests.py /tmp/tables.json conformance/fixtures/forests.csv
"""

import json
import sys

import numpy as np
import sklearn
from joblib import Parallel, delayed
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

SEEDS = 100


def auc(x, y, training, test, seed):
    forest = RandomForestClassifier(500, random_state=seed).fit(x[training], y[training])
    return roc_auc_score(y[test], forest.predict_proba(x[test])[:, 1])


lines = [f"# scikit-learn {sklearn.__version__}: 500 trees, other settings as they come, seeds 0 to {SEEDS - 1}", "table,seeds,mean,sd"]
for table in json.load(open(sys.argv[1])):
    x = np.array(table["columns"]).T
    y = np.array(table["codes"])
    found = Parallel(n_jobs=-1)(delayed(auc)(x, y, table["training"], table["test"], seed) for seed in range(SEEDS))
    lines.append(f"{table['name']},{SEEDS},{np.mean(found):.6f},{np.std(found, ddof=1):.6f}")
    print(lines[-1], file=sys.stderr, flush=True)
open(sys.argv[2], "w").write("\n".join(lines) + "\n")
