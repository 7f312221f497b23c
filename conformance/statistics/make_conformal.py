"""Conformal sets and intervals by crepes: python conformance/statistics/make_conformal.py; writes fixtures/conformal.json.

pip install crepes numpy. Without smoothing, so that nothing is random.
"""
import importlib.metadata
import json
import pathlib

import numpy as np
from crepes import ConformalClassifier, ConformalRegressor

SEED = 20261203
rng = np.random.default_rng(SEED)
codes = rng.integers(0, 3, 60)
raw = rng.gamma(1.0, 1.0, (90, 3))
raw[np.arange(60), codes] += 1
probabilities = np.round(raw / raw.sum(1, keepdims=True), 4)
calibration = 1 - probabilities[np.arange(60), codes]
further = 1 - probabilities[60:]
levels = [0.8, 0.9, 0.95]
found = []
for k in range(3):
    own = ConformalClassifier()
    own.fit(calibration[codes == k])
    p = own.predict_p(further[:, [k]], all_classes=True, smoothing=False)
    found.append([round(float(x), 12) for x in p[:, 0]])
errors = np.round(np.abs(rng.standard_normal(47)), 5)
guess = np.round(rng.standard_normal(10), 5)
regressor = ConformalRegressor()
regressor.fit(errors)
intervals = [regressor.predict_int(guess, confidence=level).tolist() for level in levels]
out = {
    "made_with": {name: importlib.metadata.version(name) for name in ("crepes", "numpy")},
    "seed": SEED,
    "classes": {"codes": codes.tolist(), "calibration": calibration.tolist(), "further": further.tolist(), "p": found},
    "numbers": {"levels": levels, "errors": errors.tolist(), "guess": guess.tolist(), "intervals": intervals},
}
path = pathlib.Path(__file__).parent / "../fixtures/conformal.json"
path.write_text(json.dumps(out) + "\n")
