"""Writes conformance/fixtures/segmentations.json: random DICOM SEG files of highdicom, and the masks that they were made of.

    python conformance/files/make_segmentations.py conformance/fixtures/segmentations.json
"""

import base64
import io
import json
import random
import sys
import zlib
from importlib.metadata import version
from pathlib import Path

import highdicom as hd
import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.sr.codedict import codes
from pydicom.uid import ExplicitVRLittleEndian, RLELossless

SEED = 20261201
COUNT = 300


def orientation(r):
    if r.random() < 0.5:
        return r.choice([[1, 0, 0, 0, 1, 0], [0, 1, 0, 0, 0, -1], [1, 0, 0, 0, 0, -1]])
    q, _ = np.linalg.qr(np.array([[r.gauss(0, 1) for _ in range(3)] for _ in range(3)]))
    return [round(float(v), 9) for v in [*q[:, 0], *q[:, 1]]]


def source(r, size):
    direction = orientation(r)
    normal = np.cross(direction[:3], direction[3:])
    start = [round(r.uniform(-100, 100), 2) for _ in range(3)]
    spacing = [round(r.uniform(0.4, 3), 3) for _ in range(3)]
    slices = []
    for z in range(size[2]):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
        meta.MediaStorageSOPInstanceUID = f"2.25.{9000 + z}"
        one = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        one.SOPClassUID, one.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
        one.StudyInstanceUID, one.SeriesInstanceUID, one.FrameOfReferenceUID = "2.25.1", "2.25.2", "2.25.3"
        one.PatientID, one.PatientName, one.PatientBirthDate, one.PatientSex = "P1", "A^B", "", ""
        one.StudyDate, one.StudyTime, one.AccessionNumber, one.StudyID, one.ReferringPhysicianName = "", "", "", "", ""
        one.Modality, one.SeriesNumber, one.InstanceNumber, one.PositionReferenceIndicator = "CT", 1, z + 1, ""
        one.Rows, one.Columns = size[1], size[0]
        one.PixelSpacing, one.SliceThickness = [spacing[1], spacing[0]], spacing[2]
        one.ImageOrientationPatient = direction
        one.ImagePositionPatient = [round(float(start[i] + z * spacing[2] * normal[i]), 6) for i in range(3)]
        one.SamplesPerPixel, one.PhotometricInterpretation = 1, "MONOCHROME2"
        one.BitsAllocated, one.BitsStored, one.HighBit, one.PixelRepresentation = 16, 16, 15, 1
        one.PixelData = np.zeros((size[1], size[0]), np.int16).tobytes()
        slices.append(one)
    return slices, spacing


def bits(mask):
    return np.packbits(mask.ravel().astype(np.uint8)).tobytes().hex()


def case_of(r):
    size = [r.randint(4, 9), r.randint(4, 9), r.randint(1, 4)]
    slices, spacing = source(r, size)
    kind = r.choice(["BINARY", "BINARY", "FRACTIONAL", "LABELMAP"])
    count = r.randint(1, 3)
    rng = np.random.default_rng(r.randint(0, 2**31))
    masks = rng.random((size[2], size[1], size[0], count)) > r.choice([0.4, 0.7, 0.9])
    masks[0, 0, 0, :] = False
    masks[0, 1, 1, :] = np.arange(count) == 0
    masks[0, 1, 2, :] = np.arange(count) == count - 1
    masks[0, 2, 1, :] = np.arange(count) == count // 2
    if kind == "LABELMAP":
        # No voxel has two labels.
        masks &= np.cumsum(masks, axis=3) == 1
    pixels = masks.astype(np.uint8)
    if kind == "FRACTIONAL":
        pixels = np.where(masks, rng.uniform(0.55, 1, masks.shape), rng.uniform(0, 0.45, masks.shape))
    described = [
        hd.seg.SegmentDescription(
            segment_number=i + 1, segment_label=f"part {i + 1}", segmented_property_category=codes.SCT.Tissue,
            segmented_property_type=codes.SCT.Tissue, algorithm_type="MANUAL",
        )
        for i in range(count)
    ]
    packed = kind == "FRACTIONAL" and r.random() < 0.4
    omit = r.random() < 0.7
    seg = hd.seg.Segmentation(
        source_images=slices, pixel_array=pixels, segmentation_type=kind, segment_descriptions=described,
        series_instance_uid="2.25.50", series_number=2, sop_instance_uid="2.25.51", instance_number=1,
        manufacturer="x", manufacturer_model_name="x", software_versions="1", device_serial_number="1",
        omit_empty_frames=omit, transfer_syntax_uid=RLELossless if packed else ExplicitVRLittleEndian,
    )
    seg.ContentDate, seg.ContentTime = "20260101", "000000"
    buffer = io.BytesIO()
    seg.save_as(buffer)
    return {
        "type": kind, "tags": ["rle"] * packed + ["empty frames kept"] * (not omit), "size": size, "spacing": spacing,
        "origin": [float(v) for v in slices[0].ImagePositionPatient],
        "file": base64.b64encode(zlib.compress(buffer.getvalue(), 9)).decode(),
        "masks": [bits(masks[..., i]) for i in range(count)],
        "orientation": [float(v) for v in slices[0].ImageOrientationPatient],
    }


cases = [case_of(random.Random(SEED + index)) for index in range(COUNT)]
versions = {name: version(name) for name in ("highdicom", "pydicom", "numpy")}
lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
Path(sys.argv[1]).write_text(f'{{"versions": {json.dumps(versions)}, "seed": {SEED}, "cases": [\n{lines}\n]}}\n')
