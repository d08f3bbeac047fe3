"""Opens requests as a program with the vendor's SDK does: one JSON request a line in, one response a line out."""

import json
import sys

import lark_oapi as lark
from lark_oapi.core.model import RawRequest

seen = []
handler = (
    lark.EventDispatcherHandler.builder(sys.argv[1], sys.argv[2], lark.LogLevel.CRITICAL)
    .register_p2_im_message_receive_v1(lambda event: seen.append(event.event.message.message_id))
    .build()
)
for line in sys.stdin:
    sent = json.loads(line)
    request = RawRequest()
    request.uri = "/"
    request.headers = sent["headers"]
    request.body = sent["body"].encode()
    response = handler.do(request)
    print(json.dumps({"status": response.status_code, "body": response.content.decode(), "seen": seen}), flush=True)
    seen.clear()
