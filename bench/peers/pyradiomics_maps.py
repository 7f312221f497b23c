"""Times PyRadiomics' voxel-based maps on one thread, and gives their values at the voxels it computed.

Called as `python pyradiomics_maps.py CASES.json`. A case: image, mask, binWidth, radius, class, features, voxels.
Kernels are boxes of `radius` voxels cut to the mask (`maskedKernel`), over the whole region. Where `voxels` is fewer than the
region has, the class is made on the whole image and mask but asked for that many voxels, evenly spaced over the region:
the same kernels and levels, so that its time for all is the time scaled by the number of voxels. Making the class
(discretisation) is timed apart and not scaled. Of several batch sizes (`voxelBatch`), tried on a part of the voxels, the fastest is
taken.
"""

import sys

# This folder comes first on the path: it goes last, so that no file of it hides a package.
sys.path.append(sys.path.pop(0))

import protocol  # noqa: E402  sets one thread, so before the package

import logging  # noqa: E402
import time  # noqa: E402

import numpy as np  # noqa: E402
import radiomics  # noqa: E402
import SimpleITK as sitk  # noqa: E402
from radiomics import firstorder, glcm, gldm, glrlm, glszm, ngtdm  # noqa: E402

sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
logging.getLogger("radiomics").setLevel(logging.ERROR)

CLASSES = {
    "firstorder": firstorder.RadiomicsFirstOrder,
    "glcm": glcm.RadiomicsGLCM,
    "glrlm": glrlm.RadiomicsGLRLM,
    "glszm": glszm.RadiomicsGLSZM,
    "gldm": gldm.RadiomicsGLDM,
    "ngtdm": ngtdm.RadiomicsNGTDM,
}
BATCHES = (30, 100, 300, 1000)


def run(case, image, mask, coordinates, batch):
    """Seconds to make the class, seconds for the voxels, and the maps."""
    started = time.perf_counter()
    maker = CLASSES[case["class"]](
        image,
        mask,
        label=1,
        binWidth=case["binWidth"],
        voxelBased=True,
        maskedKernel=True,
        kernelRadius=case["radius"],
        voxelBatch=batch,
        initValue=float("nan"),
    )
    for feature in case["features"]:
        maker.enableFeatureByName(feature)
    made = time.perf_counter()
    maker.labelledVoxelCoordinates = coordinates
    maps = maker.execute()
    return made - started, time.perf_counter() - made, maps


def main():
    rows = []
    for case in protocol.read_cases():
        image = sitk.ReadImage(case["image"], sitk.sitkFloat64)
        mask = sitk.Cast(sitk.ReadImage(case["mask"]) != 0, sitk.sitkUInt8)
        mask.CopyInformation(image)
        inside = np.array(np.where(sitk.GetArrayViewFromImage(mask) != 0))
        region = inside.shape[1]
        count = min(region, case["voxels"])
        chosen = inside[:, np.linspace(0, region - 1, count).astype(int)]
        few = chosen[:, :: max(1, count // 500)]
        run(case, image, mask, few[:, :20], 20)
        batch = min(BATCHES, key=lambda size: run(case, image, mask, few, size)[1])
        setup, voxels, maps = run(case, image, mask, chosen, batch)
        values = {name: sitk.GetArrayFromImage(found)[tuple(chosen)].tolist() for name, found in maps.items()}
        rows.append(
            {
                "name": case["name"],
                "region": region,
                "voxels": count,
                "batch": batch,
                "setup": setup,
                "seconds": voxels,
                "at": chosen[::-1].T.tolist(),
                "values": values,
            }
        )
    protocol.report("PyRadiomics", radiomics.__version__, rows)


if __name__ == "__main__":
    main()
