"""Reads frames with the vendor's SDK, and writes them again: hexadecimal, one a line. Its own frames come first."""

import sys

from lark_oapi.ws.client import _new_ping_frame
from lark_oapi.ws.pb.pbbp2_pb2 import Frame

print(_new_ping_frame(33554678).SerializeToString().hex())
frame = Frame()
frame.SeqID, frame.LogID, frame.service, frame.method = 2**64 - 1, 2**63, -1, -(2**31)
for number in range(3):
    header = frame.headers.add()
    header.key, header.value = f"name {number}", "值" * 100
frame.payload_encoding, frame.payload_type, frame.LogIDNew = "gzip", "json", "log"
frame.payload = bytes(range(256)) * 10
print(frame.SerializeToString().hex())
print(flush=True)
for line in sys.stdin:
    frame = Frame()
    frame.ParseFromString(bytes.fromhex(line))
    print(frame.SerializeToString().hex(), flush=True)
