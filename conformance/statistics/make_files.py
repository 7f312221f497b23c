"""Writes the small Excel and Parquet files that the tests of @rachis/statistics read.

Run with the environment `statistics` of peers.sh.
"""

import datetime
from pathlib import Path

import openpyxl
import pyarrow
from pyarrow import parquet

folder = Path(__file__).parent / "../../packages/statistics/test/fixtures"
header = ["subject", "age", "sex", "grade", "seen"]
rows = [
    ["s1", 61.5, "f", "II", datetime.date(2024, 3, 1)],
    ["s2", None, "m", "I", datetime.date(2024, 4, 2)],
    ["s3", 47, None, "III", None],
]

book = openpyxl.Workbook()
book.properties.created = book.properties.modified = datetime.datetime(2026, 1, 1)
sheet = book.active
sheet.title = "patients"
other = book.create_sheet("wrong numbers")
for row in [header, *rows]:
    sheet.append(row)
for row in [["a"], [1], ["two"], [3]]:
    other.append(row)
book.save(folder / "table.xlsx")

columns = {name: [row[j] for row in rows] for j, name in enumerate(header) if name != "seen"}
columns["age"] = [None if v is None else float(v) for v in columns["age"]]
parquet.write_table(pyarrow.table(columns), folder / "table.parquet", compression="zstd")
