"""Adds what tableone, SciPy and scikit-learn have for the data of make_tables.R.

Run with the environment `statistics` of peers.sh, after the R script.
"""

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.metrics import adjusted_rand_score, silhouette_score
from tableone import TableOne

warnings.simplefilter("ignore")
path = Path(__file__).parent / "../fixtures/statistics-tables.json"
fixture = json.loads(path.read_text())

for case in fixture["cases"]:
    data = case["input"]
    if case["kind"] == "cluster":
        labels = case["expected"]["R"]
        x = np.array(data["x"])
        case["expected"]["sklearn"] = {
            "rand": adjusted_rand_score(labels["ward"]["labels"], labels["average"]["labels"]),
            "silhouette": silhouette_score(x, labels["ward"]["labels"]),
        }
    else:
        table = pd.DataFrame(data)
        table["age"] = pd.to_numeric(table["age"])
        groups = sorted(table.g.unique())
        made = TableOne(
            table, columns=["age", "size", "stage", "sex"], categorical=["stage", "sex"], groupby="g", smd=True, pval=True
        )
        # The printed differences are rounded; the ones behind them are not.
        smd = made.smd_table
        pairs = [c for c in smd.columns if "SMD" in str(c)]
        # Its last digit changes from run to run.
        of = lambda name: round(float(np.mean([abs(float(v)) for v in smd.loc[name, pairs]])), 12)
        case["expected"]["tableone"] = {name: {"smd": of(name)} for name in ["age", "size", "stage", "sex"]}
        parts = lambda name: [table.loc[table.g == g, name].dropna() for g in groups]
        case["expected"]["scipy"] = {
            "age": {
                "skewness": float(stats.skew(table.age.dropna())),
                "kurtosis": float(stats.kurtosis(table.age.dropna())),
                "p": float((stats.ttest_ind(*parts("age"), equal_var=False) if len(groups) == 2 else stats.f_oneway(*parts("age"))).pvalue),
            }
        }

fixture["made_with"] |= {name: version(name) for name in ["tableone", "scipy", "scikit-learn", "numpy"]}
text = json.dumps(fixture, separators=(",", ":")).replace('},{"id"', '},\n{"id"')
path.write_text(text + "\n")
