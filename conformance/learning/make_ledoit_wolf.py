# Ledoit-Wolf shrinkage and Mahalanobis distances by scikit-learn, and distances to the cloud without each row by NumPy.
# ~/.rachis-peers/learning/bin/python conformance/learning/make_ledoit_wolf.py > conformance/fixtures/signature-ledoit-wolf.json
import json
import numpy as np
import sklearn
from sklearn.covariance import LedoitWolf

random = np.random.default_rng(11)
cases = []
for rows, columns in [(40, 6), (25, 25), (20, 60), (200, 3)]:
    mixing = random.normal(size=(columns, columns))
    data = np.round(random.normal(size=(rows, columns)) @ mixing + 5, 4)
    z = (data - data.mean(axis=0)) / data.std(axis=0)
    fit = LedoitWolf().fit(z)
    patient = np.round(data[0] + random.normal(size=columns) * 3, 4)
    own = (patient - data.mean(axis=0)) / data.std(axis=0)
    scale = np.trace(np.cov(z.T, bias=True).reshape(columns, columns)) / columns
    left = []
    for i in range(rows):
        others = np.delete(z, i, axis=0)
        covariance = np.cov(others.T, bias=True).reshape(columns, columns)
        shrunk = (1 - fit.shrinkage_) * covariance + fit.shrinkage_ * scale * np.eye(columns)
        away = z[i] - others.mean(axis=0)
        left.append(float(np.sqrt(away @ np.linalg.solve(shrunk, away))))
    raw = LedoitWolf().fit(data)
    cases.append({
        "rows": rows,
        "columns": columns,
        "data": data.ravel().tolist(),
        "shrinkage": float(fit.shrinkage_),
        "rawShrinkage": float(raw.shrinkage_),
        "distances": np.sqrt(fit.mahalanobis(z)).tolist(),
        "leftOut": left,
        "limit": float(np.quantile(left, 0.975)),
        "patient": patient.tolist(),
        "patientDistance": float(np.sqrt(fit.mahalanobis(own.reshape(1, -1))[0])),
    })
print(json.dumps({"made": f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}", "cases": cases}))
