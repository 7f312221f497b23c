"""Writes conformance/fixtures/dicom-files.json: what pydicom reads from the series of write-series.ts.

    node conformance/dicom-files/write-series.ts FOLDER
    python conformance/dicom-files/make_fixture.py FOLDER conformance/fixtures/dicom-files.json

pydicom gives the samples as they stand in the file, numpy takes the stored bits out of them (PS3.5 8.1.1), and pydicom
rescales. Slices are put in the order of their positions along the normal.
"""

import copy
import json
import sys
from pathlib import Path

import numpy as np
import pydicom
from pydicom.pixels import apply_rescale, pixel_array


def stored(dataset):
    # pydicom masks by BitsStored alone, as if HighBit were always one less: it is asked for all bits.
    whole = copy.deepcopy(dataset)
    whole.BitsStored, whole.HighBit = dataset.BitsAllocated, dataset.BitsAllocated - 1
    raw = pixel_array(whole).astype(np.int64) & ((1 << dataset.BitsAllocated) - 1)
    bits = dataset.BitsStored
    value = (raw >> (dataset.HighBit + 1 - bits)) & ((1 << bits) - 1)
    if dataset.PixelRepresentation == 1:
        value = np.where(value >> (bits - 1), value - (1 << bits), value)
    return value


def read(folder):
    slices = [pydicom.dcmread(path) for path in folder.glob("*.dcm")]
    direction = np.array([float(x) for x in slices[0].ImageOrientationPatient]).reshape(2, 3)
    normal = np.cross(*direction)
    slices.sort(key=lambda one: float(np.dot(normal, [float(x) for x in one.ImagePositionPatient])))
    values = np.stack([apply_rescale(stored(one), one) for one in slices]).astype(np.float64).ravel()
    start, end = (np.array([float(x) for x in one.ImagePositionPatient]) for one in (slices[0], slices[-1]))
    count = len(slices)
    thickness = float(np.dot(end - start, normal)) / (count - 1) if count > 1 else float(slices[0].SliceThickness)
    rows, columns = (float(x) for x in slices[0].PixelSpacing)
    return {
        "size": [int(slices[0].Columns), int(slices[0].Rows), count],
        "spacing": [columns, rows, round(thickness, 9)],
        "origin": start.tolist(),
        "direction": direction.ravel().tolist(),
        "sum": float(f"{values.sum():.12g}"),
        # The place of a voxel counts: slices or rows in another order have another one.
        "weighted": float(f"{np.dot(values, 1 + np.arange(values.size) % 97):.12g}"),
        "lowest": float(f"{values.min():.12g}"),
        "highest": float(f"{values.max():.12g}"),
    }


source, target = Path(sys.argv[1]), Path(sys.argv[2])
series = [read(source / str(i)) for i in range(len(list(source.iterdir())))]
lines = ",\n".join(json.dumps(one) for one in series)
head = json.dumps({"pydicom": pydicom.__version__, "numpy": np.__version__})
target.write_text(f'{{"versions": {head}, "series": [\n{lines}\n]}}\n')
