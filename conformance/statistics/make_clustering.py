"""Clusterings of small random tables by scikit-learn and SciPy: conformance/fixtures/statistics-clustering.json.

    python3 conformance/statistics/make_clustering.py
"""
import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_samples, silhouette_score

SEED = 20261201
random = np.random.default_rng(SEED)
cases = []
for name, rows, columns, kinds, apart in [
    ("three clouds", 45, 2, 3, 4.0),
    ("four clouds that overlap", 60, 5, 4, 1.6),
    ("no clouds", 40, 3, 1, 0.0),
]:
    centres = apart * random.normal(size=(kinds, columns))
    kind = random.integers(kinds, size=rows)
    table = np.round(centres[kind] + random.normal(size=(rows, columns)), 4)
    for clusters in (2, 3, 4):
        kmeans = KMeans(clusters, n_init=200, random_state=SEED, tol=0).fit(table)
        trees = {}
        for method in ("single", "complete", "average", "ward"):
            tree = linkage(table, method)
            labels = fcluster(tree, clusters, "maxclust")
            trees[method] = {
                "heights": tree[:, 2].tolist(),
                "labels": labels.tolist(),
                "silhouette": silhouette_score(table, labels) if len(set(labels)) > 1 else None,
            }
        cases.append(
            {
                "name": f"{name}, {clusters} clusters",
                "rows": table.tolist(),
                "clusters": clusters,
                "inertia": kmeans.inertia_,
                "labels": kmeans.labels_.tolist(),
                "silhouettes": silhouette_samples(table, kmeans.labels_).tolist(),
                "randWithWard": adjusted_rand_score(kmeans.labels_, trees["ward"]["labels"]),
                "trees": trees,
            }
        )
out = pathlib.Path(__file__).parent.parent / "fixtures" / "statistics-clustering.json"
versions = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__}
out.write_text(json.dumps({"versions": versions, "seed": SEED, "cases": cases}) + "\n")
