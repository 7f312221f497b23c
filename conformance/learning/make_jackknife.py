# The infinitesimal jackknife of a forest by forestci, on draws and tree predictions of a scikit-learn forest.
# python conformance/learning/make_jackknife.py > conformance/fixtures/signature-jackknife.json (forestci beside scikit-learn)
import json
import numpy as np
import forestci
import sklearn
from importlib.metadata import version
from sklearn.ensemble import RandomForestRegressor

random = np.random.default_rng(5)
x = random.normal(size=(30, 4))
y = x[:, 0] + 0.5 * random.normal(size=30)
forest = RandomForestRegressor(n_estimators=150, min_samples_leaf=3, random_state=1).fit(x, y)
inbag = forestci.calc_inbag(30, forest)
new = random.normal(size=(5, 4))
variance = forestci.random_forest_error(forest, x.shape, new, inbag=inbag, calibrate=False)
values = np.array([tree.predict(new) for tree in forest.estimators_])
print(json.dumps({
    "made": f"forestci {version('forestci')}, scikit-learn {sklearn.__version__}",
    "draws": inbag.T.astype(int).tolist(),
    "values": np.round(values, 12).T.tolist(),
    "variance": variance.tolist(),
}))
