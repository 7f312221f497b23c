"""What PyRadiomics says of regions at the edge of what can be measured, and which parameter files it refuses.

Run in the environment `pyradiomics` of peers.sh:  python make_tiny_regions.py > ../fixtures/pyradiomics-tiny-regions.json
"""

import json
import logging
import os
import sys
import tempfile

import numpy as np
import radiomics
import SimpleITK as sitk
from radiomics import featureextractor

for name in ("radiomics", "pykwalify"):
    logging.getLogger(name).setLevel(100)

SIZE = (6, 7, 8)  # z, y, x
SEED = 1


def regions():
    def made(fill):
        mask = np.zeros(SIZE, np.uint8)
        fill(mask)
        return mask

    def at(*places):
        def fill(mask):
            for place in places:
                mask[place] = 1

        return fill

    checker = np.indices(SIZE).sum(0) % 2 == 0
    return {
        "one voxel": made(at((2, 3, 4))),
        "two neighbours": made(at((2, 3, 4), (2, 3, 5))),
        "two apart": made(at((0, 0, 0), (5, 6, 7))),
        "a diagonal": made(at((1, 1, 1), (2, 2, 2), (3, 3, 3))),
        "a plane": made(at((2, slice(2, 5), slice(2, 6)))),
        "a line along x": made(at((2, 3, slice(1, 7)))),
        "a line along z": made(at((slice(None), 3, 4))),
        "a checkerboard": made(at(checker)),
        "a sparse lattice": made(at((slice(None, None, 2),) * 3)),
    }


TEXTURES = {name: None for name in ("firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm", "shape")}
SETTINGS = [
    {"minimumROIDimensions": 1},
    {"minimumROIDimensions": 1, "force2D": True},
    {"minimumROIDimensions": 1, "force2D": True, "force2Ddimension": 1},
    {"minimumROIDimensions": 1, "distances": [2]},
    {"minimumROIDimensions": 1, "weightingNorm": "euclidean"},
    {"minimumROIDimensions": 1, "minimumROISize": 3},
    {},
]

FILES = [
    "setting:\n  label: 1.0\n",
    "setting:\n  label: 1\n",
    "setting:\n  binCount: 8.0\n",
    "setting:\n  minimumROIDimensions: 2.0\n",
    "setting:\n  force2Ddimension: 1.0\n",
    "setting:\n  distances: [1.0]\n",
    "setting:\n  binWidth: 25.0\n",
    "setting:\n  label: 0\n",
    "setting:\n  foo: 1\n",
    "setting:\n",
    "setting: {}\n",
    "imageType:\n",
    "imageType:\n  Original:\n",
    "imageType:\n  Original: {}\n",
    "imageType: {}\n",
    "featureClass:\n",
    "featureClass:\n  firstorder:\n",
    "featureClass:\n  firstorder: []\n",
    "featureClass:\n  firstorder: [mean]\n",
    "voxelSetting:\n  initValue: nan\n",
    "voxelSetting:\n  initValue: .nan\n",
    "voxelSetting:\n  initValue: 0\n",
    "voxelSetting:\n  initValue: foo\n",
    "voxelSetting:\n  kernelRadius: 0\n",
    "",
    "null\n",
    "{}\n",
    "[]\n",
]


def main():
    image = np.random.default_rng(SEED).integers(0, 200, size=SIZE).astype(np.int16)
    folder = tempfile.mkdtemp()
    image_path = os.path.join(folder, "image.nrrd")
    sitk.WriteImage(sitk.GetImageFromArray(image), image_path)
    cases = []
    parameters_path = os.path.join(folder, "parameters.yaml")
    for name, mask in regions().items():
        mask_path = os.path.join(folder, "mask.nrrd")
        sitk.WriteImage(sitk.GetImageFromArray(mask), mask_path)
        for classes in (TEXTURES, None):
            for setting in SETTINGS:
                parameters = {"setting": setting}
                if classes is not None:
                    parameters["featureClass"] = classes
                with open(parameters_path, "w") as file:
                    json.dump(parameters, file)
                case = {"region": name, "parameters": parameters}
                try:
                    extractor = featureextractor.RadiomicsFeatureExtractor(parameters_path)
                    result = extractor.execute(image_path, mask_path)
                    values = {key: float(value) for key, value in result.items() if not key.startswith("diagnostics")}
                    case["values"] = {key: None if np.isnan(value) else value for key, value in values.items()}
                except Exception as error:  # noqa: BLE001 - whatever ends a case is its result
                    case["refused"] = str(error)
                cases.append(case)
    files = []
    for text in FILES:
        with open(parameters_path, "w") as file:
            file.write(text)
        try:
            featureextractor.RadiomicsFeatureExtractor(parameters_path)
            files.append({"text": text, "taken": True})
        except Exception:  # noqa: BLE001
            files.append({"text": text, "taken": False})
    json.dump(
        {
            "made_with": {"pyradiomics": radiomics.__version__, "numpy": np.__version__, "seed": SEED},
            "size": SIZE[::-1],
            "image": image.ravel().tolist(),
            "regions": {name: mask.ravel().tolist() for name, mask in regions().items()},
            "cases": cases,
            "files": files,
        },
        sys.stdout,
        separators=(",", ":"),
    )


main()
