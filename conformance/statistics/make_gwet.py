"""Adds Gwet's AC1 as irrCAC has it; run with the environment `agreement` of peers.sh, after make_agreement.py."""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from irrCAC.raw import CAC

path = Path(__file__).parent / "../fixtures/statistics-agreement.json"
fixture = json.loads(path.read_text())
for i, case in enumerate(fixture["cases"]):
    if case["kind"] != "kappa":
        continue
    data = case["input"]
    table = pd.DataFrame({name: np.array(data[name], float) for name in "abc"})
    if i % 2:
        # Every seventh subject lacks its last reader.
        table.loc[::7, "c"] = np.nan
    case["input"]["c"] = [None if np.isnan(v) else int(v) for v in table["c"]]
    # More digits than the package prints.
    est = CAC(table, categories=[float(c) for c in data["categories"]], digits=12).gwet()["est"]
    case["expected"]["irrcac"] = {
        "value": float(est["coefficient_value"]),
        "lower": float(est["confidence_interval"][0]),
        "upper": float(est["confidence_interval"][1]),
        "error": float(est["se"]),
        "observed": float(est["pa"]),
        "expected": float(est["pe"]),
    }
fixture["made_with"]["irrCAC"] = version("irrCAC")
text = json.dumps(fixture, separators=(",", ":")).replace('},{"id"', '},\n{"id"')
path.write_text(text + "\n")
