"""Runs PyRadiomics on parameter files drawn at random and writes what it gave, one JSON line a case.

    python conformance/pyradiomics/live.py CASES.json OUTPUT.jsonl          runs the cases of a list
    python conformance/pyradiomics/live.py --draw COUNT SEED DATA CASES.json FOLDER
                                                                            draws them: parameters, images, regions

A case is an image and a mask (files), a parameter file, and its seed. Images are cut out of the data around a region, so
that a case takes a second or so; they keep their kind of numbers, their spacing and their place in the patient.
"""

import json
import random
import sys
from pathlib import Path

PERMITTED_WAVELETS = ["coif1", "haar", "db2", "db3", "sym4", "bior1.3", "bior2.2", "rbio2.2", "coif2"]
INTERPOLATORS = [
    "sitkNearestNeighbor",
    "sitkLinear",
    "sitkBSpline",
    "sitkHammingWindowedSinc",
    "sitkLanczosWindowedSinc",
    "sitkCosineWindowedSinc",
    "sitkWelchWindowedSinc",
    "sitkBlackmanWindowedSinc",
    "sitkGaussian",
    "sitkLabelGaussian",
]
SUBJECTS = [
    ("pyradiomics/brain1_image.nrrd", "pyradiomics/brain1_label.nrrd", 1),
    ("pyradiomics/brain2_image.nrrd", "pyradiomics/brain2_label.nrrd", 1),
    ("pyradiomics/prostate_phantom_subvolume.nrrd", "pyradiomics/prostate_phantom_subvolume-label.nrrd", 1),
    ("ibsi1/ct_phantom/nifti/image/phantom.nii.gz", "ibsi1/ct_phantom/nifti/mask/mask.nii.gz", 1),
]


def optional(rng, settings, key, chance, draw):
    if rng.random() < chance:
        settings[key] = draw()


def draw_bins(rng, kind):
    """Bins that fit the numbers of an image type: few enough, and enough to say something."""
    if kind in ("LBP2D",):
        return {"binWidth": rng.choice([1, 2.0])}
    if kind == "LBP3D":
        return {"binWidth": rng.choice([0.1, 0.5])}
    if rng.random() < 0.4:
        return {"binCount": rng.choice([8, 16, 32, 33])}
    return {"binWidth": rng.choice([10, 12.5, 25, 40])}


def draw_parameters(rng, features):
    settings = {}
    normalize = rng.random() < 0.25
    if normalize:
        settings.update(normalize=True, normalizeScale=rng.choice([100, 250.5]))
        optional(rng, settings, "removeOutliers", 0.4, lambda: rng.choice([2, 3.5]))
    if rng.random() < 0.4:
        # Spacings that do not put new centres half way between old ones, where rounding noise decides.
        settings["resampledPixelSpacing"] = [rng.choice([1.7, 2.1, 2.3, 0]) for _ in range(2)] + [
            rng.choice([2.3, 3.1, 0])
        ]
        settings["interpolator"] = rng.choice(INTERPOLATORS)
        optional(rng, settings, "padDistance", 0.5, lambda: rng.choice([3, 8]))
    elif rng.random() < 0.3:
        settings["preCrop"] = True
        settings["padDistance"] = rng.choice([6, 10])
    if rng.random() < 0.3:
        mode = rng.choice(["absolute", "relative", "sigma"])
        if mode == "sigma":
            settings["resegmentRange"] = rng.choice([[-2, 2], [-1.5], [-3, 2.5]])
        elif mode == "relative":
            settings["resegmentRange"] = rng.choice([[0.1], [0.05, 0.9]])
        else:
            settings["resegmentRange"] = [-400, 2000]
        settings["resegmentMode"] = mode
        optional(rng, settings, "resegmentShape", 0.4, lambda: True)
    if rng.random() < 0.25:
        settings["force2D"] = True
        settings["force2Ddimension"] = rng.choice([0, 0, 1, 2])
    optional(rng, settings, "distances", 0.3, lambda: rng.choice([[1], [2], [1, 2], [1, 3]]))
    optional(rng, settings, "symmetricalGLCM", 0.2, lambda: False)
    optional(
        rng, settings, "weightingNorm", 0.3, lambda: rng.choice(["euclidean", "manhattan", "infinity", "no_weighting"])
    )
    optional(rng, settings, "gldm_a", 0.3, lambda: rng.choice([1, 2]))
    optional(rng, settings, "voxelArrayShift", 0.3, lambda: rng.choice([300, 1000]))
    optional(rng, settings, "minimumROIDimensions", 0.2, lambda: rng.choice([1, 2]))
    optional(rng, settings, "minimumROISize", 0.2, lambda: 20)
    optional(rng, settings, "geometryTolerance", 0.2, lambda: 1e-4)
    optional(rng, settings, "additionalInfo", 0.1, lambda: True)
    settings.update(draw_bins(rng, "Original"))
    kinds = ["Original", "LoG", "Wavelet", "Square", "SquareRoot", "Logarithm", "Exponential", "Gradient", "LBP2D", "LBP3D"]
    chosen = sorted(rng.sample(kinds, rng.choice([1, 2, 3])), key=kinds.index)
    types = {}
    for kind in chosen:
        own = draw_bins(rng, kind) if kind != "Original" or rng.random() < 0.3 else {}
        if kind == "LoG":
            own["sigma"] = rng.choice([[1.0], [2.0, 3.0], [1.5, 4.5]])
        if kind == "Wavelet":
            own["wavelet"] = rng.choice(PERMITTED_WAVELETS)
            optional(rng, own, "level", 0.25, lambda: 2)
            optional(rng, own, "start_level", 0.2, lambda: 1)
        if kind == "Gradient":
            optional(rng, own, "gradientUseSpacing", 0.5, lambda: False)
        if kind == "LBP2D":
            optional(rng, own, "lbp2DRadius", 0.5, lambda: rng.choice([1.0, 1.5, 2.0]))
            optional(rng, own, "lbp2DSamples", 0.5, lambda: rng.choice([8, 9, 12]))
            optional(rng, own, "lbp2DMethod", 0.5, lambda: rng.choice(["default", "uniform", "ror"]))
        if kind == "LBP3D":
            optional(rng, own, "lbp3DLevels", 0.4, lambda: rng.choice([2, 3]))
            optional(rng, own, "lbp3DIcosphereRadius", 0.4, lambda: rng.choice([1.0, 1.5]))
            optional(rng, own, "lbp3DIcosphereSubdivision", 0.4, lambda: rng.choice([0, 1]))
        # PyRadiomics takes binCount before binWidth: an image type's width must not meet a count of all.
        if "binWidth" in own and "binCount" in settings:
            own.pop("binWidth")
            own["binCount"] = rng.choice([4, 8])
        types[kind] = own
    parameters = {"setting": settings, "imageType": types}
    classes = ["firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm", "shape"]
    if rng.random() < 0.7:
        parameters["featureClass"] = {name: None for name in rng.sample(classes, rng.choice([2, 3, 5, 7]))}
        for name in parameters["featureClass"]:
            if rng.random() < 0.2:
                parameters["featureClass"][name] = rng.sample(features[name], 3)
    else:
        parameters["featureClass"] = {name: None for name in classes}
    if rng.random() < 0.1:
        parameters["voxelSetting"] = {"kernelRadius": 2}
    return parameters


def draw(count, seed, data, cases_file, folder):
    import numpy
    import SimpleITK as sitk
    from radiomics import getFeatureClasses

    features = {
        name: [f for f, old in cls.getFeatureNames().items() if not old] for name, cls in getFeatureClasses().items()
    }
    rng = random.Random(int(seed))
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    cases = []
    for number in range(int(count)):
        image_path, mask_path, label = rng.choice(SUBJECTS)
        image = sitk.ReadImage(str(Path(data) / image_path))
        mask = sitk.ReadImage(str(Path(data) / mask_path))
        array = sitk.GetArrayFromImage(mask) == label
        where = numpy.argwhere(array)
        middle = where[rng.randrange(len(where))]
        # An ellipsoid around a voxel of the region, cut to it: small enough to be quick.
        radius = [rng.choice([2, 3]), rng.choice([5, 7, 9]), rng.choice([5, 7, 9])]
        grid = numpy.indices(array.shape)
        inside = sum(((grid[d] - middle[d]) / radius[d]) ** 2 for d in range(3)) <= 1
        array = array & inside
        low = [int(max(0, m - r - 8)) for m, r in zip(middle, radius)]
        high = [int(min(n, m + r + 9)) for n, m, r in zip(array.shape, middle, radius)]
        cut = tuple(slice(a, b) for a, b in zip(low, high))
        small = sitk.GetImageFromArray(sitk.GetArrayFromImage(image)[cut])
        region = sitk.GetImageFromArray(array[cut].astype(numpy.uint8) * label)
        for new in (small, region):
            new.SetSpacing(image.GetSpacing())
            new.SetDirection(image.GetDirection())
            new.SetOrigin(image.TransformIndexToPhysicalPoint([low[2], low[1], low[0]]))
        if rng.random() < 0.2:
            small = sitk.Cast(small, rng.choice([sitk.sitkFloat32, sitk.sitkFloat64, sitk.sitkInt32]))
        name = folder / f"case_{number:03d}"
        sitk.WriteImage(small, f"{name}_image.nrrd")
        sitk.WriteImage(region, f"{name}_mask.nrrd")
        parameters = draw_parameters(rng, features)
        Path(f"{name}.json").write_text(json.dumps(parameters))
        cases.append(
            {"image": f"{name}_image.nrrd", "mask": f"{name}_mask.nrrd", "parameters": f"{name}.json", "source": image_path}
        )
    Path(cases_file).write_text(json.dumps(cases))


def run(cases_file, output):
    import logging

    import numpy
    import radiomics
    from radiomics.featureextractor import RadiomicsFeatureExtractor

    logging.getLogger("radiomics").setLevel(logging.CRITICAL)
    with open(output, "w", encoding="utf-8") as out:
        for case in json.loads(Path(cases_file).read_text()):
            try:
                extractor = RadiomicsFeatureExtractor(json.loads(Path(case["parameters"]).read_text()))
                values = extractor.execute(case["image"], case["mask"])
                found = {}
                for name, value in values.items():
                    if name.startswith("diagnostics_"):
                        if "Configuration" not in name and "Versions" not in name:
                            found[name] = (
                                str(tuple(float(v) for v in value))
                                if isinstance(value, tuple)
                                else value if isinstance(value, str) else float(value)
                            )
                    else:
                        value = numpy.asarray(value)
                        found[name] = float(value.real) if numpy.isfinite(value) else None
                answer = {"values": found}
            except Exception as error:  # what it refuses is part of what it does
                answer = {"error": f"{type(error).__name__}: {error}"}
            out.write(json.dumps({"version": radiomics.__version__, **answer}) + "\n")
            out.flush()


if __name__ == "__main__":
    if sys.argv[1] == "--draw":
        draw(*sys.argv[2:7])
    else:
        run(*sys.argv[1:3])
