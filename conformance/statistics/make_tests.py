"""Adds what SciPy, lifelines and scikit-survival have for the data of make_tests.R.

Run with the environment `statistics` of peers.sh, after the R script.
"""

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import lifelines
import numpy as np
from lifelines.statistics import multivariate_logrank_test
from scipy.stats.contingency import odds_ratio
from sksurv.metrics import (
    brier_score,
    concordance_index_ipcw,
    cumulative_dynamic_auc,
    integrated_brier_score,
)
from sksurv.util import Surv

warnings.simplefilter("ignore")
path = Path(__file__).parent / "../fixtures/statistics-tests.json"
fixture = json.loads(path.read_text())
finite = lambda value: float(value) if np.isfinite(value) else None

for case in fixture["cases"]:
    data = case["input"]
    if case["kind"] == "table" and np.shape(data["table"]) == (2, 2):
        result = odds_ratio(data["table"])
        low, high = result.confidence_interval(0.95)
        case["expected"]["scipy"] = {"odds": finite(result.statistic), "lower": finite(low), "upper": finite(high)}
    if case["kind"] == "survival":
        time, status = np.array(data["time"]), np.array(data["status"])
        test = multivariate_logrank_test(time, data["group"], status)
        curve = lifelines.KaplanMeierFitter().fit(time, status)
        case["expected"]["lifelines"] = {
            "survival": [float(v) for v in curve.survival_function_at_times(data["ask"])],
            "log_rank": {"statistic": test.test_statistic, "p": test.p_value},
        }
    if case["kind"] == "dynamic":
        train = Surv.from_arrays(np.array(data["train_status"]) == 1, data["train_time"])
        time, status = np.array(data["time"]), np.array(data["status"]) == 1
        # scikit-survival asks that times stay inside those of the training set.
        keep = time < max(data["train_time"]) * 0.8
        time, status, risk = time[keep], status[keep], np.array(data["risk"])[keep]
        data["time"], data["status"], data["risk"] = time.tolist(), status.astype(int).tolist(), risk.tolist()
        test = Surv.from_arrays(status, time)
        ask = np.quantile(time, [0.3, 0.45, 0.6, 0.75])
        ask = np.round(ask, 4)
        limit = float(np.round(np.quantile(time[status], 0.75), 4)) + 0.0007
        auc, _ = cumulative_dynamic_auc(train, test, risk, ask)
        survival = np.exp(-np.outer(np.exp(0.5 * risk), ask) / 25)
        _, brier = brier_score(train, test, survival, ask)
        data |= {"ask": ask.tolist(), "limit": limit, "survival": np.round(survival, 6).tolist()}
        survival = np.array(data["survival"])
        _, brier = brier_score(train, test, survival, ask)
        case["expected"] = {
            "sksurv": {
                "auc": auc.tolist(),
                "brier": brier.tolist(),
                "integrated": float(integrated_brier_score(train, test, survival, ask)),
                "uno": float(concordance_index_ipcw(train, test, risk, tau=limit)[0]),
            }
        }

fixture["made_with"] |= {name: version(name) for name in ["scipy", "numpy", "lifelines", "scikit-survival"]}
text = json.dumps(fixture, separators=(",", ":")).replace('},{"id"', '},\n{"id"')
path.write_text(text + "\n")
