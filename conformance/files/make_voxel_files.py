"""Writes conformance/fixtures/voxel-files.json: random MetaImage, NRRD and NIfTI files, and what peers read from them.

    python conformance/files/make_voxel_files.py conformance/fixtures/voxel-files.json

Needs SimpleITK, pynrrd and nibabel. Each file is tiny and stands in the fixture (zlib, base64). Its tags say what is unusual
of it: the suite knows by them where Rachis and a peer differ and why.
"""

import base64
import gzip
import json
import math
import random
import struct
import sys
import tempfile
import warnings
import zlib
from pathlib import Path

import nibabel
import nrrd
import numpy as np
import SimpleITK as sitk

SEED = 20261201
COUNT = 320
warnings.simplefilter("ignore")
sitk.ProcessObject.SetGlobalWarningDisplay(False)

TYPES = {
    "int8": np.int8, "uint8": np.uint8, "int16": np.int16, "uint16": np.uint16, "int32": np.int32,
    "uint32": np.uint32, "int64": np.int64, "uint64": np.uint64, "float32": np.float32, "float64": np.float64,
}


def voxels_of(r, kind, count, tags):
    dtype = np.dtype(TYPES[kind])
    if dtype.kind == "f":
        return np.array([r.choice([r.uniform(-1000, 1000), r.randint(-9, 9), r.uniform(-1, 1) * 1e20])
                         for _ in range(count)], dtype)
    info = np.iinfo(dtype)
    low, high = max(int(info.min), -(2**53)), min(int(info.max), 2**53)
    if dtype.itemsize == 8 and r.random() < 0.2:
        tags.append("beyond 2^53")
        return np.array([int(info.max) - r.randint(0, 5) for _ in range(count)], dtype)
    return np.array([r.choice([r.randint(low, high), r.randint(max(low, -100), 100)]) for _ in range(count)], dtype)


def rotation_of(r, n):
    """A matrix of directions, determinant 1: axes in any order, or turned by any angles."""
    if n == 2:
        angle = r.choice([0, math.pi / 2, math.pi, r.uniform(0, 2 * math.pi)])
        return np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    if r.random() < 0.4:
        matrix = np.zeros((n, n))
        for row, column in enumerate(r.sample(range(n), n)):
            matrix[row, column] = r.choice([-1, 1])
        if np.linalg.det(matrix) < 0:
            matrix[:, 0] *= -1
        return matrix
    q, _ = np.linalg.qr(np.array([[r.gauss(0, 1) for _ in range(n)] for _ in range(n)]))
    if np.linalg.det(q) < 0:
        q[:, 0] *= -1
    return q


def words(values):
    return " ".join(repr(float(v)) if not float(v).is_integer() else str(int(v)) for v in values)


def geometry(r, n):
    spacing = [r.choice([1, 0.5, round(r.uniform(0.1, 6), 4)]) for _ in range(n)]
    origin = [r.choice([0, round(r.uniform(-300, 300), 3)]) for _ in range(n)]
    return spacing, origin


META = {"int8": "MET_CHAR", "uint8": "MET_UCHAR", "int16": "MET_SHORT", "uint16": "MET_USHORT", "int32": "MET_INT",
        "uint32": "MET_UINT", "int64": "MET_LONG_LONG", "uint64": "MET_ULONG_LONG", "float32": "MET_FLOAT",
        "float64": "MET_DOUBLE"}


def metaimage(r):
    tags, files = [], {}
    n = r.choice([2, 3, 3, 3, 3, 4])
    size = [r.randint(1, 3) for _ in range(min(n, 3))] + [1] * (n - 3)
    if n == 4 and r.random() < 0.2:
        size[3] = 2
        tags.append("volumes")
    kind = r.choice(list(TYPES))
    data = voxels_of(r, kind, int(np.prod(size)), tags)
    spacing, origin = geometry(r, n)
    fields = [("ObjectType", "Image")] if r.random() < 0.9 else []
    fields.append(("NDims", n))
    rest = [("DimSize", words(size)), ("ElementType", META[kind])]
    msb = r.random() < 0.5
    if msb or r.random() < 0.7:
        rest.append((r.choice(["BinaryDataByteOrderMSB", "ElementByteOrderMSB"]), r.choice(["True", "true"]) if msb else "False"))
    choice = r.random()
    if choice < 0.7:
        rest.append(("ElementSpacing", words(spacing)))
    elif choice < 0.85:
        rest.append(("ElementSize", words(spacing)))
    else:
        tags.append("no spacing")
    if r.random() < 0.1 and choice < 0.7:
        rest.append(("ElementSize", words([2 * v for v in spacing])))
        tags.append("size beside spacing")
    if r.random() < 0.9:
        rest.append((r.choice(["Offset", "Position", "Origin"]), words(origin)))
    if r.random() < 0.8:
        # The fourth axis of one volume stays its own.
        matrix = np.eye(n)
        m = min(n, 3)
        matrix[:m, :m] = rotation_of(r, m)
        rest.append((r.choice(["TransformMatrix", "TransformMatrix", "Rotation", "Orientation"]), words(matrix.ravel())))
    if r.random() < 0.3:
        rest.append(("CenterOfRotation", words([r.uniform(-5, 5) for _ in range(n)])))
    if r.random() < 0.2 and n == 3:
        rest.append(("AnatomicalOrientation", "???"))
    if r.random() < 0.2:
        rest.append((r.choice(["Comment", "Modality", "ElementMin", "SeriesUID", "ElementNBits"]), r.choice(["MET_MOD_CT", "1", "a = b"])))
        if rest[-1][0] == "ElementNBits" and rest[-1][1] != "1":
            tags.append("bits in words")
    if r.random() < 0.08:
        rest.append(("ElementNumberOfChannels", 1))
    if r.random() < 0.08:
        unit = r.choice(["mm", "cm", "um"])
        rest.append(("DistanceUnits", unit))
        if unit != "mm":
            tags.append("units " + unit)
    if r.random() < 0.1 and "beyond 2^53" not in tags:
        slope, intercept = r.choice([2, 0.5]), r.randint(-1000, 10)
        rest += [("ElementToIntensityFunctionSlope", slope), ("ElementToIntensityFunctionOffset", intercept)]
        tags.append(f"scale {slope} {intercept}")
    text = r.random() < 0.12
    packed = not text and r.random() < 0.3
    rest.append(("BinaryData", "False" if text else "True"))
    stored = data.astype(data.dtype.newbyteorder(">" if msb else "<")).tobytes()
    if text:
        stored = " ".join(str(v) for v in data.tolist()).encode() + b"\n"
        tags.append("text, most significant byte first" if msb and data.dtype.itemsize > 1 else "text")
    parts = [stored]
    where = r.choice(["local", "local", "file", "list", "pattern"])
    if where in ("list", "pattern") and (packed or text or n != 3):
        where = "file"
    if where in ("list", "pattern"):
        step = len(stored) // size[2]
        parts = [stored[i * step:(i + 1) * step] for i in range(size[2])]
    if packed:
        parts = [zlib.compress(part) for part in parts]
        rest.append(("CompressedData", "True"))
        if r.random() < 0.7:
            rest.append(("CompressedDataSize", len(parts[0])))
        else:
            tags.append("no compressed size")
    if where != "local" and not packed and not text and r.random() < 0.4:
        skip = r.choice([-1, 7, 16])
        parts = [b"\xaa" * abs(skip) + part for part in parts]
        rest.append(("HeaderSize", skip))
    r.shuffle(rest)
    tail = r.random()
    if tail < 0.05 and not packed and not text:
        parts[-1] = parts[-1][:-1]
        tags.append("too short")
    names = [f"d{i}.raw" for i in range(len(parts))]
    last = {"local": "LOCAL", "file": "d0.raw", "list": "LIST", "pattern": f"d%d.raw 0 {len(parts) - 1} 1"}[where]
    fields += rest + [("ElementDataFile", last)]
    head = "".join(f"{key} = {value}\n" for key, value in fields).encode()
    if where == "list":
        head += "\n".join(names).encode() + b"\n"
    if where == "local":
        return "a.mha", {"a.mha": head + parts[0]}, tags
    files = {"a.mhd": head, **dict(zip(names, parts))}
    return "a.mhd", files, tags


NRRD_TYPES = {"int8": ["int8", "signed char"], "uint8": ["uchar", "unsigned char", "uint8_t"], "int16": ["short", "int16_t"],
              "uint16": ["ushort", "unsigned short int"], "int32": ["int", "int32"], "uint32": ["uint", "unsigned int"],
              "int64": ["longlong", "int64"], "uint64": ["uint64_t", "unsigned long long"], "float32": ["float"],
              "float64": ["double"]}


def nrrd_file(r):
    tags = []
    n = r.choice([2, 3, 3, 3, 3, 4])
    size = [r.randint(1, 3) for _ in range(n)]
    extra = None
    if n == 4:
        extra = r.choice([0, 3])
        size[extra] = 1
        if r.random() < 0.2:
            size[extra] = 2
            tags.append("volumes")
    kind = r.choice(list(TYPES))
    data = voxels_of(r, kind, int(np.prod(size)), tags)
    m = min(n, 3)
    spacing, origin = geometry(r, m)
    encoding = r.choice(["raw", "raw", "gzip", "gz", "ascii", "text", "txt", "hex"])
    big = r.random() < 0.5
    lines = ["type: " + r.choice(NRRD_TYPES[kind]), f"dimension: {n}", "sizes: " + words(size), "encoding: " + encoding]
    if encoding not in ("ascii", "text", "txt") and data.dtype.itemsize > 1:
        lines.append("endian: " + ("big" if big else "little"))
    space = r.choice(["left-posterior-superior", "LPS", "RAS", "right-anterior-superior", "LAS", "left-anterior-superior", None])
    mode = r.choice(["directions", "directions", "directions", "spacings", "none"]) if m == 3 else r.choice(["spacings", "none"])
    if mode == "directions":
        matrix = rotation_of(r, 3) * np.array(spacing)
        if r.random() < 0.15:
            matrix[:, 2] *= -1
            tags.append("left-handed")
        vectors = ["(" + ",".join(repr(float(v)) for v in matrix[:, i]) + ")" for i in range(3)]
        if extra is not None:
            vectors.insert(extra, "none")
        lines.append(("space: " + space) if space else "space dimension: 3")
        if not space:
            tags.append("no space")
        lines.append("space directions: " + " ".join(vectors))
        if r.random() < 0.9:
            lines.append("space origin: (" + ",".join(repr(float(v)) for v in origin) + ")")
        if r.random() < 0.1:
            unit = r.choice(["mm", "cm", "um"])
            lines.append("space units: " + " ".join([f'"{unit}"'] * 3))
            if unit != "mm":
                tags.append("units " + unit)
    elif mode == "spacings":
        given = [repr(float(v)) for v in spacing]
        if extra is not None:
            given.insert(extra, "nan")
        lines.append("spacings: " + " ".join(given))
        tags.append("no directions")
    else:
        tags.append("no directions")
    if n == 4:
        tags.append("four axes")
        kinds = ["domain"] * 3
        kinds.insert(extra, r.choice(["list", "vector"]))
        lines.append("kinds: " + " ".join(kinds))
    elif r.random() < 0.5:
        lines.append("kinds: " + " ".join(["domain"] * n))
    if r.random() < 0.3:
        lines.append(r.choice(["centerings: ", "centers: "]) + " ".join(r.choice(["cell", "node"]) for _ in range(n)))
    if r.random() < 0.1:
        lines.append(f"number: {int(np.prod(size))}")
    if r.random() < 0.1:
        lines += ["old min: 0", "old max: 100"]
    if r.random() < 0.3:
        lines.append("content: some words")
    if r.random() < 0.1:
        lines.append(r.choice(["min: 0", "sample units: HU", "thicknesses: " + words([2] * n)]))
        if lines[-1].startswith("thick") and mode == "none":
            tags.append("thicknesses alone")
    r.shuffle(lines)
    if r.random() < 0.15:
        tags.append("any order")
    else:
        first = ("type", "dimension", "space:", "space dimension", "sizes")
        lines.sort(key=lambda line: next((i for i, key in enumerate(first) if line.startswith(key)), len(first)))
    for extra_line in ("# a comment", "key:=a value", "Segment0_Name:=x"):
        if r.random() < 0.3:
            lines.insert(r.randint(0, len(lines)), extra_line)
    stored = data.astype(data.dtype.newbyteorder(">" if big else "<")).tobytes()
    pieces = 1
    if n == 3 and r.random() < 0.25 and size[2] > 1:
        pieces = size[2]
    step = len(stored) // pieces
    parts = [stored[i * step:(i + 1) * step] for i in range(pieces)]
    if encoding in ("ascii", "text", "txt"):
        per = len(data) // pieces
        parts = [" ".join(str(v) for v in data[i * per:(i + 1) * per].tolist()).encode() + b"\n" for i in range(pieces)]
        tags.append("text")
    elif encoding == "hex":
        parts = [part.hex().encode() for part in parts]
        tags.append("hex")
    elif encoding in ("gzip", "gz"):
        if r.random() < 0.2:
            skip = r.choice([5, -1])
            parts = [b"\xbb" * abs(skip) + part for part in parts]
            lines.append(f"byte skip: {skip}")
            tags.append("byte skip in stream")
        parts = [gzip.compress(part, mtime=0) for part in parts]
    detached = pieces > 1 or r.random() < 0.3
    if encoding == "raw" and r.random() < 0.2:
        skip = r.choice([-1, 3])
        parts = [b"\xbb" * abs(skip) + part for part in parts]
        lines.append(f"byte skip: {skip}")
    if r.random() < 0.15 and detached:
        parts = [b"one line\nanother\n" + part for part in parts]
        lines.append("line skip: 2")
        tags.append("line skip")
    if r.random() < 0.05 and encoding == "raw":
        parts[-1] = parts[-1][:-1]
        tags.append("too short")
    names = [f"d{i}.raw" for i in range(pieces)]
    head = ["NRRD000" + r.choice("45")] + lines
    if not detached:
        return "a.nrrd", {"a.nrrd": ("\n".join(head) + "\n\n").encode() + parts[0]}, tags
    if pieces == 1:
        head.append("data file: d0.raw")
    elif r.random() < 0.5:
        head.append(f"data file: d%d.raw 0 {pieces - 1} 1")
        tags.append("several files")
    else:
        head += ["data file: LIST"] + names
        tags.append("several files")
    end = "\n" if head[-1].endswith(".raw") and pieces > 1 and "LIST" in "".join(head) else "\n\n"
    return "a.nhdr", {"a.nhdr": ("\n".join(head) + end).encode(), **dict(zip(names, parts))}, tags


CODES = {"int8": 256, "uint8": 2, "int16": 4, "uint16": 512, "int32": 8, "uint32": 768, "int64": 1024, "uint64": 1280,
         "float32": 16, "float64": 64}


def nifti_file(r):
    tags = []
    version = r.choice([1, 1, 2])
    n = r.choice([2, 3, 3, 3, 4, 5])
    size = [r.randint(1, 3) for _ in range(min(n, 3))] + [1] * (n - 3)
    if n == 4 and r.random() < 0.2:
        size[3] = 2
        tags.append("volumes")
    kind = r.choice(list(TYPES))
    data = voxels_of(r, kind, int(np.prod(size)), tags)
    big = r.random() < 0.5
    e = ">" if big else "<"
    spacing, origin = geometry(r, 3)
    code = CODES[kind]
    if r.random() < 0.04:
        code = r.choice([32, 128, 1, 1536])
        tags.append("datatype")
    slope, intercept = r.choice([(0, 0), (1, 0), (1, 0), (float("nan"), float("nan")), (2, -5), (0.5, 1.25), (1, -1024), (0, 7), (-1, 0), (float("inf"), 0)])
    if "beyond 2^53" in tags:
        slope, intercept = 1, 0
    if slope == 0 and intercept:
        tags.append("intercept without slope")
    if slope not in (0, 1) or (intercept and slope):
        tags.append("infinite slope" if math.isinf(slope) else "scale" if not math.isnan(slope) else "no scale")
    rotation = rotation_of(r, 3)
    qfac = r.choice([1, 1, -1, 0])
    qform, sform = r.choice([(0, 0), (1, 0), (2, 0), (0, 1), (0, 2), (1, 1), (1, 1), (1, 2), (2, 4)])
    quaternion = nibabel.quaternions.mat2quat(rotation)[1:]
    affine = np.column_stack([rotation * np.array(spacing) * np.array([1, 1, -1 if qfac < 0 else 1]), origin])
    if qform and sform and r.random() < 0.4:
        affine = np.column_stack([rotation_of(r, 3) * np.array(spacing), [v + 50 for v in origin]])
        tags.append("forms differ")
    if not qform and not sform:
        tags.append("no form")
    if n == 2:
        tags.append("plane")
    if sform and not qform and r.random() < 0.1:
        affine[:, 0] += 0.3 * affine[:, 1]
        tags.append("sheared")
    units = r.choice([2, 2, 2, 0, 10, 1, 3])
    if units in (1, 3):
        tags.append("units " + {1: "m", 3: "um"}[units])
    pair = r.random() < 0.2
    extension = b""
    if not pair and r.random() < 0.3:
        extension = struct.pack(e + "ii", 32, r.choice([4, 6])) + b"a comment".ljust(24, b"\0")
    end = 348 if version == 1 else 540
    gap = 0 if pair else r.choice([0, 0, 16])
    if gap and extension:
        tags.append("gap behind extension")
    if version == 2:
        tags.append("NIfTI-2")
    if pair:
        offset = r.choice([0, 0, 16])
    else:
        offset = end + 4 + len(extension) + gap
    dim = [n] + size + [r.choice([1, 1, 0])] * (7 - n)
    pixdim = [qfac] + spacing + [1] * 4
    magic = ("ni" if pair else "n+") + str(version)
    bits = data.dtype.itemsize * 8
    if version == 1:
        head = struct.pack(e + "i10s18sihcb", 348, b"", b"", 0, 0, b"r", 0)
        head += struct.pack(e + "8h3fhhhh8ffffhbbffffii", *dim, 0, 0, 0, 0, code, bits, 0, *pixdim, offset, slope, intercept, 0, 0, units, 0, 0, 0, 0, 0, 0)
        head += struct.pack(e + "80s24shh6f12f16s4s", b"random", b"", qform, sform, *quaternion, *origin, *affine.ravel(), b"", magic.encode())
    else:
        head = struct.pack(e + "i8shh8q3d8dqdd4d2q", 540, magic.encode() + b"\0\r\n\x1a\n", code, bits, *dim, 0, 0, 0, *pixdim, offset, slope, intercept, 0, 0, 0, 0, 0, 0)
        head += struct.pack(e + "80s24sii6d12diii16sb15s", b"random", b"", qform, sform, *quaternion, *origin, *affine.ravel(), 0, units, 0, b"", 0, b"")
    assert len(head) == end, len(head)
    stored = data.astype(data.dtype.newbyteorder(e)).tobytes()
    if r.random() < 0.04:
        stored = stored[:-1]
        tags.append("too short")
    if pair:
        return "a.hdr", {"a.hdr": head, "a.img": b"\xaa" * offset + stored}, tags
    whole = head + (b"\1\0\0\0" if extension else b"\0\0\0\0") + extension + b"\0" * gap + stored
    if r.random() < 0.3:
        return "a.nii.gz", {"a.nii.gz": gzip.compress(whole, mtime=0)}, tags
    return "a.nii", {"a.nii": whole}, tags


def short(values):
    return [float(f"{float(v):.9g}") for v in values]


def plain(values):
    return [v if isinstance(v, int) and abs(v) <= 2**53 else float(v) for v in np.asarray(values).tolist()]


def reason_of(refusal, folder):
    """The last line of a peer's message, without its paths."""
    text = str(refusal).replace(folder, "").strip().splitlines()
    return f"{type(refusal).__name__}: {text[-1].strip()[-110:] if text else ''}"


def by_itk(path):
    image = sitk.ReadImage(str(path))
    if image.GetNumberOfComponentsPerPixel() != 1:
        raise ValueError("several components")
    return {
        "size": list(image.GetSize()), "spacing": short(image.GetSpacing()), "origin": short(image.GetOrigin()),
        "direction": short(image.GetDirection()), "voxels": plain(sitk.GetArrayFromImage(image).ravel()),
    }


def by_pynrrd(path):
    data, _ = nrrd.read(str(path))
    return {"voxels": plain(data.ravel(order="F"))}


def by_nibabel(path):
    image = nibabel.load(str(path))
    return {"affine": short(image.affine[:3].ravel()), "voxels": plain(image.get_fdata(dtype=np.float64).ravel(order="F"))}


FORMATS = {
    "metaimage": (metaimage, {"itk": by_itk}),
    "nrrd": (nrrd_file, {"itk": by_itk, "pynrrd": by_pynrrd}),
    "nifti": (nifti_file, {"itk": by_itk, "nibabel": by_nibabel}),
}

cases = []
for number, (name, (make, peers)) in enumerate(FORMATS.items()):
    for index in range(COUNT):
        r = random.Random(SEED + 1_000_000 * number + index)
        main, files, tags = make(r)
        with tempfile.TemporaryDirectory() as folder:
            for file, content in files.items():
                (Path(folder) / file).write_bytes(content)
            read = {}
            for peer, reader in peers.items():
                try:
                    read[peer] = reader(Path(folder) / main)
                except Exception as refusal:  # by whatever the peer throws
                    read[peer] = {"refused": reason_of(refusal, folder)}
        packed = {file: base64.b64encode(zlib.compress(content, 9)).decode() for file, content in files.items()}
        cases.append({"format": name, "main": main, "files": packed, "tags": tags, "peers": read})
versions = {"SimpleITK": sitk.Version.VersionString(), "pynrrd": nrrd.__version__, "nibabel": nibabel.__version__, "numpy": np.__version__}
lines = ",\n".join(json.dumps(one, separators=(",", ":"), allow_nan=False) for one in cases)
Path(sys.argv[1]).write_text(f'{{"versions": {json.dumps(versions)}, "seed": {SEED}, "cases": [\n{lines}\n]}}\n')
