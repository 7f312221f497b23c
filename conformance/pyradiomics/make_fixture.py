"""Writes conformance/fixtures/pyradiomics.json: what PyRadiomics gives for a few parameter files on brain2, for the tests
that run without it.

    ~/.rachis-peers/pyradiomics-live/bin/python conformance/pyradiomics/make_fixture.py ../shared/data
"""

import json
import logging
import sys
from pathlib import Path

import numpy
import radiomics
import SimpleITK
from radiomics.featureextractor import RadiomicsFeatureExtractor

logging.getLogger("radiomics").setLevel(logging.CRITICAL)
CLASSES = {name: None for name in ["firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm", "shape"]}
TEXTURE = {name: CLASSES[name] for name in ["firstorder", "glcm", "glszm"]}
FILES = [
    {"featureClass": CLASSES},
    {"setting": {"binCount": 16, "distances": [1, 2], "gldm_a": 1}, "featureClass": CLASSES},
    {"setting": {"weightingNorm": "euclidean", "symmetricalGLCM": False, "voxelArrayShift": 300}, "featureClass": CLASSES},
    {"setting": {"resampledPixelSpacing": [2.1, 1.7, 0], "interpolator": "sitkBSpline"}, "featureClass": CLASSES},
    {"setting": {"resampledPixelSpacing": [1.7, 1.7, 2.3], "interpolator": 9}, "featureClass": TEXTURE},
    {"setting": {"normalize": True, "normalizeScale": 100, "removeOutliers": 3, "binWidth": 5}, "featureClass": TEXTURE},
    {"setting": {"resegmentRange": [-2, 2], "resegmentMode": "sigma", "resegmentShape": True}, "featureClass": CLASSES},
    {"setting": {"force2D": True, "preCrop": True, "padDistance": 6}, "imageType": {"Wavelet": {}}, "featureClass": TEXTURE},
    {"imageType": {"LoG": {"sigma": [2.0, 3.5]}, "Gradient": {"gradientUseSpacing": False}}, "featureClass": TEXTURE},
    {"imageType": {"Wavelet": {"wavelet": "bior2.2", "level": 2, "start_level": 1}}, "featureClass": TEXTURE},
    {"imageType": {"Square": {}, "SquareRoot": {}, "Logarithm": {}, "Exponential": {}}, "featureClass": TEXTURE},
    {
        "imageType": {"LBP2D": {"lbp2DMethod": "ror", "binWidth": 1}, "LBP3D": {"lbp3DLevels": 3, "binWidth": 0.5}},
        "featureClass": TEXTURE,
    },
]

data = Path(sys.argv[1]) / "pyradiomics"
cases = []
for parameters in FILES:
    extractor = RadiomicsFeatureExtractor(parameters)
    values = extractor.execute(str(data / "brain2_image.nrrd"), str(data / "brain2_label.nrrd"))
    kept = {
        name: float(numpy.asarray(value).real) for name, value in values.items() if not name.startswith("diagnostics_")
    }
    cases.append({"parameters": parameters, "values": kept})
# The shape of brain1 with the settings of its baseline, which 2.0.1 made with another table of triangles.
shape = RadiomicsFeatureExtractor(interpolator=None, minimumROIDimensions=1)
shape.disableAllFeatures()
shape.enableFeatureClassByName("shape")
found = shape.execute(str(data / "brain1_image.nrrd"), str(data / "brain1_label.nrrd"))
brain1 = {name: float(value) for name, value in found.items() if not name.startswith("diagnostics_")}
versions = {"PyRadiomics": radiomics.__version__, "SimpleITK": SimpleITK.__version__, "numpy": numpy.__version__}
target = Path(__file__).parents[1] / "fixtures" / "pyradiomics.json"
target.write_text(json.dumps({"versions": versions, "image": "brain2", "cases": cases, "brain1": brain1}, indent=1) + "\n")
