"""Adds PyALE's accumulated local effects of the forests in learning-explain.json.

Run with the environment `explain` of peers.sh, after make_explain.py; models are read from the fixture.
"""

import contextlib
import io
import json
from importlib.metadata import version
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd

matplotlib.use("Agg")
from PyALE import ale  # noqa: E402

path = Path(__file__).parent / "../fixtures/learning-explain.json"
fixture = json.loads(path.read_text())
cases = [case for case in fixture["cases"] if "PyALE" not in case["expected"]]
x = np.array(cases[0]["input"]["x"])
models = {case["id"]: case["input"] for case in cases if case["kind"] == "model"}


class Forest:
    """The trees of a state; classes as the probability of the second."""

    def __init__(self, state):
        self.trees = [{key: np.array(value) for key, value in tree.items()} for tree in state["trees"]]
        self.outputs = state.get("classes", 1)

    def predict(self, table):
        rows = np.asarray(table, dtype=float)
        total = np.zeros(len(rows))
        for tree in self.trees:
            node = np.zeros(len(rows), dtype=int)
            while (tree["feature"][node] >= 0).any():
                column = np.maximum(tree["feature"][node], 0)
                left = rows[np.arange(len(rows)), column] <= tree["threshold"][node]
                child = np.where(left, tree["left"][node], tree["right"][node])
                node = np.where(tree["feature"][node] >= 0, child, node)
            total += tree["value"].reshape(-1, self.outputs)[node, -1]
        return total / len(self.trees)


for case in [case for case in cases if case["kind"] == "accumulated_effects"]:
    given = case["input"]
    model = models[given["model"]]
    if model["estimator"] != "random-forest":
        continue
    first, last = given["rows"]
    table = pd.DataFrame(x[first:last], columns=[f"x{j}" for j in range(x.shape[1])])
    with contextlib.redirect_stdout(io.StringIO()):
        found = ale(
            table, Forest(model["state"]), [f"x{given['column']}"], feature_type="continuous", grid_size=8, include_CI=False, plot=False
        )
    cases.append(
        {
            "id": case["id"],
            "kind": "accumulated_effects_at",
            "input": {**given, "edges": found.index.tolist()},
            "expected": {"PyALE": {"effects": found["eff"].tolist(), "counts": found["size"].tolist()[1:]}},
        }
    )

fixture["cases"] = cases
fixture["made_with"]["PyALE"] = version("PyALE")
text = json.dumps(fixture, separators=(",", ":")).replace('},{"id"', '},\n{"id"')
path.write_text(text + "\n")
