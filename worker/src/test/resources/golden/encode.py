"""Writes the golden bytes: for each record, an Avro JSON document here, its binary encoding in hex.

The encoder is fastavro, which shares no code with the Avro library that the factory uses. Needs: pip install fastavro==1.12.2
"""
import io
import json
import pathlib

import fastavro

HERE = pathlib.Path(__file__).parent
SCHEMAS = HERE.parents[4] / "contracts/src/main/avro"
SCHEMA_ID = 66051  # the four bytes 00 01 02 03

for document in sorted(HERE.glob("*.json")):
    schema = json.loads((SCHEMAS / f"{document.stem}.avsc").read_text("utf-8"))
    line = json.dumps(json.loads(document.read_text("utf-8")))
    (record,) = fastavro.json_reader(io.StringIO(line), schema)
    out = io.BytesIO(b"\0" + SCHEMA_ID.to_bytes(4, "big"))
    out.seek(0, io.SEEK_END)
    fastavro.schemaless_writer(out, schema, record)
    digits = out.getvalue().hex()
    rows = [digits[i : i + 96] for i in range(0, len(digits), 96)]
    document.with_suffix(".hex").write_text("\n".join(rows) + "\n")
