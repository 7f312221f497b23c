"""Adds what neuroCombat has for the data of make_combat.R: fitted, and applied to subjects kept out of the fit.

Run with the environment `statistics` of peers.sh, after the R script.
"""

import contextlib
import io
import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from neuroCombat import neuroCombat, neuroCombatFromTraining

# Its version for new subjects makes a number of an array of one, which NumPy no longer does by itself.
sys.modules["neuroCombat.neuroCombat"].int = lambda value: np.asarray(value).item()

path = Path(__file__).parent / "../fixtures/statistics-combat.json"
fixture = json.loads(path.read_text())
for case in fixture["cases"]:
    data = case["input"]
    values, batch = np.array(data["data"]), np.array(data["batch"])
    table = pd.DataFrame({"batch": batch, "age": data["age"], "sex": data["sex"]})
    # Every third subject is kept out.
    new = np.arange(len(batch)) % 3 == 2
    with contextlib.redirect_stdout(io.StringIO()):
        whole = neuroCombat(
            dat=values, covars=table, batch_col="batch", categorical_cols=["sex"], continuous_cols=["age"]
        )["data"]
        own = neuroCombat(
            dat=values, covars=table, batch_col="batch", categorical_cols=["sex"], continuous_cols=["age"], eb=False
        )["data"]
        # It keeps the names of batches as decimals and then does not know them.
        levels = {"batches": np.unique(batch[~new])}
        fit = neuroCombat(dat=values[:, ~new], covars=table[~new], batch_col="batch")
        later = neuroCombatFromTraining(dat=values[:, new], batch=batch[new], estimates=fit["estimates"] | levels)["data"]
    some = [2, 5, 8]
    case["expected"]["neuroCombat"] = {
        "covariates": whole[some].tolist(),
        "own": own[some].tolist(),
        "later": later[some].tolist(),
    }
fixture["made_with"] |= {name: version(name) for name in ["neuroCombat", "numpy"]}
text = json.dumps(fixture, separators=(",", ":")).replace('},{"id"', '},\n{"id"')
path.write_text(text + "\n")
