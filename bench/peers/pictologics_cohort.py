"""Times Pictologics' run_batch over a cohort: `python pictologics_cohort.py CASES.json WORKERS OUTPUT every|original`.
Reading, extraction and writing are inside the timed part, the imports of the package are reported apart. The images are
those of pictologics_filters.py: the image itself, three Laplacians of Gaussian, eight wavelet bands."""

import json
import os
import sys
import time

started = time.perf_counter()
# This folder comes first on the path and has files named as packages: it goes last.
sys.path.append(sys.path.pop(0))

from pictologics.pipeline import RadiomicsPipeline  # noqa: E402

BANDS = [a + b + c for a in "LH" for b in "LH" for c in "LH"]
FILTERS = [
    *({"type": "log", "sigma_mm": sigma, "truncate": 4.0, "boundary": "mirror"} for sigma in (1.0, 3.0, 5.0)),
    *(
        {"type": "wavelet", "wavelet": "coif1", "level": 1, "decomposition": band, "boundary": "mirror"}
        for band in BANDS
    ),
]
FAMILIES = ["intensity", "histogram", "ivh", "glcm", "glrlm", "glszm", "gldzm", "ngtdm", "ngldm"]


def steps_of(filter_parameters, every):
    steps = [] if filter_parameters is None else [{"step": "filter", "params": filter_parameters}]
    steps.append({"step": "discretise", "params": {"method": "FBN", "n_bins": 32}})
    families = list(FAMILIES)
    if filter_parameters is None:
        families.insert(0, "morphology")
        if every:
            families += ["spatial_intensity", "local_intensity"]
    elif every:
        families.append("local_intensity")
    extract = {"families": families, "ivh_use_continuous": True, "ivh_params": {"bin_width": 1.0}}
    return [*steps, {"step": "extract_features", "params": extract}]


def main():
    cases_file, workers, output, what = sys.argv[1:]
    with open(cases_file, encoding="utf-8") as file:
        cases = json.load(file)
    pipeline = RadiomicsPipeline(load_standard=False)
    names = []
    for number, parameters in enumerate([None, *FILTERS]):
        names.append(f"image_{number}")
        pipeline.add_config(names[-1], steps_of(parameters, what == "every"))
    imported = time.perf_counter()
    table = pipeline.run_batch(cases, output, config_names=names, workers=int(workers), show_progress=False)
    table.to_csv(os.path.join(output, "features.csv"))
    done = time.perf_counter()
    print(
        json.dumps(
            {
                "imports": imported - started,
                "seconds": done - imported,
                "completed": int((table["status"] == "completed").sum()),
                "columns": len(table.columns),
            }
        )
    )


if __name__ == "__main__":
    main()
