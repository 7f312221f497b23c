"""Times Pictologics' pipeline on an image and its filtered images: the image itself, Laplacian of Gaussian at 1, 3 and
5 mm, the eight bands of an undecimated Coiflet 1; every family but Moran's I, Geary's C and the local peaks, shape
once. One RadiomicsPipeline.run over twelve configurations, which shares the steps that they have in common; a fresh
pipeline each time. Bins: fixed size of the image itself, 32 of filtered images, as in our own run."""

import sys

# This folder comes first on the path and has a file named as the package: it goes last.
sys.path.append(sys.path.pop(0))

import protocol  # noqa: E402  sets the threads, so before the package
from pictologics.pipeline import RadiomicsPipeline  # noqa: E402
import pictologics  # noqa: E402
import importlib.util  # noqa: E402
from pathlib import Path  # noqa: E402

_spec = importlib.util.spec_from_file_location("peer", Path(__file__).with_name("pictologics.py"))
peer = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(peer)

BANDS = [a + b + c for a in "LH" for b in "LH" for c in "LH"]
FILTERS = [
    *({"type": "log", "sigma_mm": sigma, "truncate": 4.0, "boundary": "mirror"} for sigma in (1.0, 3.0, 5.0)),
    *(
        {"type": "wavelet", "wavelet": "coif1", "level": 1, "decomposition": band, "boundary": "mirror"}
        for band in BANDS
    ),
]


def steps_of(before, filter_parameters):
    steps = [{"step": name, "params": parameters} for name, parameters in before if name != "discretise"]
    families = ["intensity", "histogram", "ivh", *peer.TEXTURES]
    if filter_parameters is None:
        name, parameters = before[-1]
        steps.append({"step": name, "params": parameters})
        families = ["morphology", *families]
    else:
        steps.append({"step": "filter", "params": filter_parameters})
        steps.append({"step": "discretise", "params": {"method": "FBN", "n_bins": 32}})
    # ivh_use_continuous keeps the volume histogram on the intensities
    extract = {"families": families, "ivh_use_continuous": True, "ivh_params": {"bin_width": 1.0}}
    return [*steps, {"step": "extract_features", "params": extract}]


def main():
    rows = []
    for case in protocol.read_cases():
        image, mask = peer.loaded(case)
        before = peer.steps_of(case, image, mask)

        def prepare():
            pipeline = RadiomicsPipeline(load_standard=False)
            for number, parameters in enumerate([None, *FILTERS]):
                pipeline.add_config(f"image_{number}", steps_of(before, parameters))
            return pipeline

        times, values = protocol.measure(lambda pipeline: pipeline.run(image, mask), prepare)
        features = sum(len(part) for part in values.values())
        rows.append({"case": case["name"], "what": "filters", "inside": "12 images", "features": features, **times})
    protocol.report("Pictologics", pictologics.__version__, rows)


if __name__ == "__main__":
    main()
