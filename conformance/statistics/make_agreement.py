"""Adds what Pingouin, statsmodels and SciPy have for the data sets of make_agreement.R.

Run with the environment `statistics` of peers.sh, after the R script.
"""

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa, to_table

warnings.simplefilter("ignore")
path = Path(__file__).parent / "../fixtures/statistics-agreement.json"
fixture = json.loads(path.read_text())

for case in fixture["cases"]:
    data = case["input"]
    if case["kind"] == "ratings":
        table = np.array(data["ratings"])
        n, k = table.shape
        long = pd.DataFrame(
            {"subject": np.repeat(np.arange(n), k), "measure": np.tile(np.arange(k), n), "value": table.ravel()}
        )
        icc = pingouin.intraclass_corr(long, targets="subject", raters="measure", ratings="value")
        # The table's own interval is rounded in some versions; the estimate and F are not.
        case["expected"]["pingouin"] = {
            "icc": icc["ICC"].tolist(),
            "f": icc["F"].tolist(),
            "p": icc[next(c for c in icc.columns if c.lower().startswith("p"))].tolist(),
        }
        a, b = table[:, 0], table[:, 1]
        line = stats.linregress((a + b) / 2, a - b)
        half = stats.t.ppf(0.975, n - 2) * line.stderr
        case["expected"]["scipy"] = {
            "slope": line.slope,
            "slope_lower": line.slope - half,
            "slope_upper": line.slope + half,
            "slope_p": line.pvalue,
            "cv": 100 * stats.variation(table[0], ddof=1),
            "qcd": float(np.subtract(*np.percentile(table[:, 0], [75, 25])) / np.sum(np.percentile(table[:, 0], [75, 25]))),
            "within_deviation": float(np.sqrt(np.mean(np.var(table, axis=1, ddof=1)))),
            "within_variation": float(np.sqrt(np.mean(stats.variation(table, axis=1, ddof=1) ** 2))),
        }
    if case["kind"] == "kappa":
        square = to_table(np.column_stack([data["a"], data["b"]]), bins=np.arange(len(data["categories"]) + 1) + 0.5)[0]
        for name, weights in [("unweighted", None), ("linear", "linear"), ("quadratic", "quadratic")]:
            result = cohens_kappa(square, wt=weights)
            case["expected"].setdefault("statsmodels", {})[name] = {
                "value": float(result["kappa"]),
                "error": float(np.sqrt(result["var_kappa"])),
            }

fixture["made_with"] |= {name: version(name) for name in ["pingouin", "statsmodels", "scipy", "numpy"]}
text = json.dumps(fixture, separators=(",", ":")).replace('},{"id"', '},\n{"id"')
path.write_text(text + "\n")
