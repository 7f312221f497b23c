"""MIRP's features of a manifest's cases as a table: mirp_table.py MANIFEST OUTPUT [BINS]. Fixed bin number, volumetric,
directions averaged and merged, no interpolation. Run with the environment `mirp` of conformance/peers.sh."""

import csv
import sys

import pandas
from mirp import extract_features

manifest, output, bins = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 32
with open(manifest, encoding="utf-8") as file:
    rows = [row for row in csv.DictReader(file) if row["image"] and row["mask"]]
tables = []
for row in rows:
    table = extract_features(
        image=row["image"],
        mask=row["mask"],
        image_modality="pet",
        base_discretisation_method="fixed_bin_number",
        base_discretisation_n_bins=bins,
        base_feature_families="all",
        glcm_spatial_method=["3d_average", "3d_volume_merge"],
        glrlm_spatial_method=["3d_average", "3d_volume_merge"],
        ngtdm_spatial_method="3d",
        glszm_spatial_method="3d",
        gldzm_spatial_method="3d",
        ngldm_spatial_method="3d",
        ibsi_compliant=False,
    )[0]
    table.insert(0, "subject", row["subject"])
    tables.append(table)
    print(row["subject"], len(table.columns), flush=True)
pandas.concat(tables).to_csv(output, index=False)
