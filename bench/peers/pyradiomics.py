"""Times PyRadiomics (the bhklab wheels) on one thread.

A row a feature class: the class is made on the prepared image and mask and all of its features are computed,
as PyRadiomics' own extractor does; making the class is where it discretises. `original` is all seven classes
one after the other. `preparation` is resampling, re-segmentation and cropping to the region. PyRadiomics has
no local intensity, volume histogram, distance zones, Moran's I or Geary's C; its bins start at a multiple of
the bin width; texture is by direction, then averaged (3D_avg).
"""

import sys

# This folder comes first on the path: it goes last, so that no file of it hides a package.
sys.path.append(sys.path.pop(0))

import protocol  # noqa: E402  sets one thread, so before the package

import logging  # noqa: E402

import numpy as np  # noqa: E402
import radiomics  # noqa: E402
import SimpleITK as sitk  # noqa: E402
from radiomics import firstorder, glcm, gldm, glrlm, glszm, imageoperations, ngtdm, shape  # noqa: E402

sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
logging.getLogger("radiomics").setLevel(logging.ERROR)

CLASSES = {
    "morphology": shape.RadiomicsShape,
    "intensity": firstorder.RadiomicsFirstOrder,
    "glcm": glcm.RadiomicsGLCM,
    "glrlm": glrlm.RadiomicsGLRLM,
    "glszm": glszm.RadiomicsGLSZM,
    "gldm": gldm.RadiomicsGLDM,
    "ngtdm": ngtdm.RadiomicsNGTDM,
}


def prepared(case, image, mask, settings):
    if case["resample"]:
        spacing = [case["resample"]] * 3
        image, mask = imageoperations.resampleImage(
            image, mask, resampledPixelSpacing=spacing, interpolator=sitk.sitkLinear, label=1, padDistance=5
        )
    if case["range"]:
        mask = imageoperations.resegmentMask(image, mask, resegmentRange=case["range"], label=1)
    box, _ = imageoperations.checkMask(image, mask, label=1)
    return imageoperations.cropToTumorMask(image, mask, box)


def run(classes, image, mask, settings):
    values = {}
    for name in classes:
        features = CLASSES[name](image, mask, **settings)
        features.enableAllFeatures()
        values.update({f"{name}_{key}": float(value) for key, value in features.execute().items()})
    return values


def main():
    rows = []
    for case in protocol.read_cases():
        image = sitk.ReadImage(case["image"], sitk.sitkFloat64)
        mask = sitk.ReadImage(case["mask"]) != 0
        mask = sitk.Cast(mask, sitk.sitkUInt8)
        mask.CopyInformation(image)
        settings = {"binWidth": case["binWidth"], "label": 1}
        cut_image, cut_mask = prepared(case, image, mask, settings)
        voxels = int(np.count_nonzero(sitk.GetArrayViewFromImage(cut_mask)))

        def add(what, inside, work):
            times, values = protocol.measure(work)
            count = len(values) if isinstance(values, dict) else 0
            rows.append({"case": case["name"], "what": what, "inside": inside, "voxels": voxels, "features": count, **times})

        add("preparation", "resampling, re-segmentation, crop", lambda _: prepared(case, image, mask, settings))
        add("original", "seven classes, discretisation in each", lambda _: run(CLASSES, cut_image, cut_mask, settings))
        for name in CLASSES:
            add(name, "this class alone", lambda _, name=name: run([name], cut_image, cut_mask, settings))
        add(
            "pipeline",
            "preparation and all classes, from images in memory",
            lambda _: run(CLASSES, *prepared(case, image, mask, settings), settings),
        )
    protocol.report("PyRadiomics", radiomics.__version__, rows)


if __name__ == "__main__":
    main()
