"""Writes conformance/fixtures/perturbations.json: MIRP's features of rotated, shifted and grown regions of real scans.

Run inside the MIRP environment (conformance/peers.sh mirp):

    RACHIS_DATA=/path/to/shared $RACHIS_PEERS/mirp/bin/python conformance/segment/make_mirp_fixture.py

MIRP is set up as for conformance/mirp, which has the reasons. It turns about the middle of the image and the third
axis of the array; random choices (noise, the voxels of a last rim,
supervoxels) are its own: of contours only means over repetitions are compared.
"""

import functools
import json
import os
import platform
import sys
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "mirp"))

import make_fixture as base  # noqa: E402
import mirp  # noqa: E402
import numpy as np  # noqa: E402
from mirp._images.mask_image import MaskImage  # noqa: E402

workflow = base.StandardWorkflow
settings_of = base.mirp_settings


def case_settings(slicewise=False, resampling=None, **more):
    if resampling is not None:
        resampling = {
            "image": "linear", "mask": "linear", "maskThreshold": 0.5, "roundIntensities": False, **resampling,
        }
    return {
        "version": 1,
        "slicewise": slicewise,
        "resampling": resampling,
        "resegmentation": {"range": None, "outliers": None},
        "discretisation": {"method": "fixed-bin-number", "number": 32},
        "volumeHistogram": {"method": "fixed-bin-number", "number": 1000},
        "families": base.FAMILIES,
        "aggregations": ["2D_avg"] if slicewise else ["3D_comb"],
        "glcm": {"distance": 1, "weighting": "none"},
        "glrlm": {"weighting": "none"},
        "ngtdm": {"distance": 1},
        "ngldm": {"distance": 1, "coarseness": 0},
        **more,
    }


STS = "sts/nifti/STS_{:03d}/{}_image.nii.gz"
PET = (STS.format(1, "PET"), STS.format(1, "PET").replace("image", "mask"))
MUSCLE = (base.spine("muscle/TUM01_water"), base.spine("muscle/TUM01_water_seg"))
VERTEBRA = (base.spine("lumbar_mr/VB1_15_img"), base.spine("lumbar_mr/VB1_15_seg"))
CT = (base.spine("totalsegmentator/example_ct"), base.spine("totalsegmentator/totalseg"))

# (id, files, settings, degrees, shift in x y z, volume change)
CASES = [
    ("pet-turned", PET, case_settings(resampling={"spacing": [4.1007, 4.1007, 4.1007]}), 6.0, None, None),
    ("pet-turned-shifted", PET, case_settings(resampling={"spacing": [4.1007, 4.1007, 4.1007]}), -13.0, (0.25, 0.75, 0.5), None),
    ("vertebra-shifted", VERTEBRA, case_settings(resampling={"spacing": [1.7007, 1.7007, 1.7007]}), 0.0, (0.75, 0.25, 0.75), None),
    ("pet-turned-own-grid", PET, case_settings(), 4.0, None, None),
    ("vertebra-turned-spline", VERTEBRA, case_settings(resampling={"spacing": [1.7007, 1.7007, 1.7007], "image": "cubic-spline"}), 2.0, (0.25, 0.25, 0.25), None),
    ("muscle-slicewise", MUSCLE, case_settings(slicewise=True, resampling={"spacing": [1.9007, 1.9007]}), 6.0, (0.25, 0.75, 0.0), None),
    ("ct-turned-rounded", CT, case_settings(resampling={"spacing": [3.3007, 3.3007, 3.3007], "roundIntensities": True}), -2.0, (0.75, 0.75, 0.25), None),
    ("vertebra-grown-mm", VERTEBRA, case_settings(resampling={"spacing": [1.7007, 1.7007, 1.7007]}), 6.0, (0.25, 0.0, 0.25), ("distance", 3.5)),
    ("vertebra-grown", VERTEBRA, case_settings(resampling={"spacing": [1.7007, 1.7007, 1.7007]}), 6.0, (0.25, 0.0, 0.25), ("fraction", 0.137)),
    ("vertebra-shrunk", VERTEBRA, case_settings(resampling={"spacing": [1.7007, 1.7007, 1.7007]}), 6.0, None, ("fraction", -0.219)),
]


def run(case_id, files, settings, degrees, shift, volume):
    array, labels, spacing = base.load(*files)
    scale = 1.0
    if settings["resampling"]:
        wanted = settings["resampling"]["spacing"]
        scale = np.prod(spacing[::-1][: len(wanted)]) / np.prod(wanted)
    sizes = {int(label): int(np.sum(labels == label)) for label in np.unique(labels) if label != 0}
    fitting = [label for label, size in sorted(sizes.items()) if base.SMALLEST_REGION < size * scale < base.LARGEST_REGION]
    if not fitting:
        raise SystemExit(f"{case_id}: no region of a fitting size among {sizes}")
    region = labels == fitting[0]

    def perturbed_settings(ours):
        chain = settings_of(ours)
        if volume is not None:
            chain.perturbation.roi_adapt_type, chain.perturbation.roi_adapt_size = volume[0], [volume[1]]
        return chain

    base.mirp_settings = perturbed_settings
    base.StandardWorkflow = functools.partial(workflow, rotation=degrees, translation=shift[::-1] if shift else None)
    noise = base.FixtureImage(
        image_data=array.copy(), image_modality="ct", sample_name="case", image_spacing=spacing,
        image_origin=(0.0, 0.0, 0.0), image_orientation=np.identity(3), image_dimensions=array.shape,
    ).estimate_noise()
    values, absent, voxels = base.compute(settings, array, region, spacing)
    # Which voxels of the last rim are chosen is each program's own choice.
    random = volume is not None and volume[0] == "fraction"
    print(case_id, fitting[0], voxels, len(values), absent, flush=True)
    return {
        "id": case_id,
        "image": "data/" + files[0],
        "mask": "data/" + files[1],
        "label": fitting[0],
        "settings": settings,
        "degrees": degrees,
        "translation": shift,
        "volume": volume and {"by": volume[0], "amount": volume[1]},
        "noise": float(noise),
        "voxels": voxels,
        "values": {} if random else values,
    }


def contours(files, label, repetitions=20):
    """How much of a region stays when its contour is drawn anew: which supervoxels are taken is chance."""
    array, labels, spacing = base.load(*files)
    region = labels == label
    shared = {
        "image_spacing": spacing, "image_origin": (0.0, 0.0, 0.0), "image_orientation": np.identity(3),
        "image_dimensions": array.shape,
    }
    image = base.FixtureImage(image_data=array.copy(), image_modality="ct", sample_name="case", **shared)
    mask = MaskImage(image_data=region, **shared)
    found = [m.get_voxel_grid() for m in mask.randomise_mask(image=image, repetitions=repetitions)]
    return {
        "id": "contour-" + files[0].split("/")[-1].split(".")[0],
        "image": "data/" + files[0],
        "mask": "data/" + files[1],
        "label": label,
        "repetitions": repetitions,
        "dice": float(np.mean([2 * np.sum(m & region) / (m.sum() + region.sum()) for m in found])),
        "volume": float(np.mean([m.sum() / region.sum() for m in found])),
        "volume_sd": float(np.std([m.sum() / region.sum() for m in found])),
    }


def main():
    warnings.simplefilter("ignore")
    fixture = {
        "made_with": {
            "mirp": mirp.__version__ if hasattr(mirp, "__version__") else "2.7.0",
            "python": platform.python_version(),
            "numpy": np.__version__,
        },
        "cases": [run(*case) for case in CASES],
        "contours": [contours(PET, 1), contours(VERTEBRA, 1)],
    }
    path = os.path.join(HERE, "..", "fixtures", "perturbations.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"made_with": ' + json.dumps(fixture["made_with"]) + ',\n"cases": [\n')
        file.write(",\n".join(json.dumps(case) for case in fixture["cases"]))
        file.write('\n],\n"contours": ' + json.dumps(fixture["contours"]) + "}\n")


if __name__ == "__main__":
    main()
