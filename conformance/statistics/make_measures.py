"""Adds what scikit-learn, statsmodels and dcurves have for the data of make_measures.R.

Run with the environment `statistics` of peers.sh, after the R script.
"""

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import dcurves
import numpy as np
import pandas as pd
from sklearn import metrics

warnings.simplefilter("ignore")
path = Path(__file__).parent / "../fixtures/statistics-measures.json"
fixture = json.loads(path.read_text())

for case in fixture["cases"]:
    data = case["input"]
    if case["kind"] == "binary":
        y, p, s = np.array(data["y"]), np.array(data["p"]), np.array(data["s1"])
        decided = (p >= 0.4).astype(int)
        case["expected"]["sklearn"] = {
            "auc": metrics.roc_auc_score(y, s),
            "average_precision": metrics.average_precision_score(y, s),
            "brier": metrics.brier_score_loss(y, p),
            "log_loss": metrics.log_loss(y, p),
            "f1": metrics.f1_score(y, decided),
            "matthews": metrics.matthews_corrcoef(y, decided),
            "balanced_accuracy": metrics.balanced_accuracy_score(y, decided),
            "precision": metrics.precision_score(y, decided),
        }
    if case["kind"] == "classes":
        y, m = np.array(data["y"]), np.array(data["m"])
        chosen = m.argmax(axis=1)
        # scikit-learn asks for rows that sum to 1 to the last digit for its multi-class AUC.
        case["expected"]["sklearn"] = {
            "macro": metrics.roc_auc_score(y, m, multi_class="ovr"),
            "weighted": metrics.roc_auc_score(y, m, multi_class="ovr", average="weighted"),
            "hand_till": metrics.roc_auc_score(y, m, multi_class="ovo"),
            "accuracy": metrics.accuracy_score(y, chosen),
            "balanced_accuracy": metrics.balanced_accuracy_score(y, chosen),
            "macro_f1": metrics.f1_score(y, chosen, average="macro"),
            "weighted_f1": metrics.f1_score(y, chosen, average="weighted"),
            "matthews": metrics.matthews_corrcoef(y, chosen),
        }
    if case["kind"] == "decision":
        table = pd.DataFrame({name: data[name] for name in ["time", "status", "p", "y"]})
        plain = dcurves.dca(table, outcome="y", modelnames=["p"], thresholds=data["thresholds"])
        late = dcurves.dca(
            table, outcome="status", modelnames=["p"], thresholds=data["thresholds"],
            time=data["ask"], time_to_outcome_col="time",
        )
        of = lambda frame, model: frame[frame.model == model].sort_values("threshold").net_benefit.tolist()
        case["expected"] = {
            "dcurves": {
                "model": of(plain, "p"), "all": of(plain, "all"),
                "survival_model": of(late, "p"), "survival_all": of(late, "all"),
            }
        }

fixture["made_with"] |= {name: version(name) for name in ["scikit-learn", "dcurves", "numpy"]}
text = json.dumps(fixture, separators=(",", ":")).replace('},{"id"', '},\n{"id"')
path.write_text(text + "\n")
