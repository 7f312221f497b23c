"""Times PyRadiomics' extractor on an image and its filtered images: Original, LoG at 1, 3 and 5 mm, Wavelet (coif1),
every class; resampling, mask check and cropping included, images in memory."""

import sys

# This folder comes first on the path: it goes last, so that no file of it hides a package.
sys.path.append(sys.path.pop(0))

import protocol  # noqa: E402  sets the threads, so before the package

import logging  # noqa: E402

import radiomics  # noqa: E402
import SimpleITK as sitk  # noqa: E402
from radiomics.featureextractor import RadiomicsFeatureExtractor  # noqa: E402

sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(protocol.THREADS)
logging.getLogger("radiomics").setLevel(logging.ERROR)


def main():
    rows = []
    for case in protocol.read_cases():
        image = sitk.ReadImage(case["image"], sitk.sitkFloat64)
        mask = sitk.Cast(sitk.ReadImage(case["mask"]) != 0, sitk.sitkUInt8)
        mask.CopyInformation(image)
        settings = {"binWidth": case["binWidth"], "label": 1}
        if case["resample"]:
            settings.update(resampledPixelSpacing=[case["resample"]] * 3, interpolator="sitkLinear", padDistance=12)
        if case["range"]:
            settings["resegmentRange"] = list(case["range"])
        extractor = RadiomicsFeatureExtractor(**settings)
        extractor.disableAllImageTypes()
        extractor.enableImageTypeByName("Original")
        extractor.enableImageTypeByName("LoG", customArgs={"sigma": [1.0, 3.0, 5.0]})
        extractor.enableImageTypeByName("Wavelet")
        extractor.enableAllFeatures()
        times, values = protocol.measure(lambda _: extractor.execute(image, mask))
        rows.append({"case": case["name"], "what": "filters", "inside": "12 images", "features": len(values), **times})
    protocol.report("PyRadiomics", radiomics.__version__, rows)


if __name__ == "__main__":
    main()
