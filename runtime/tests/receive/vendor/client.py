"""Receives over the vendor's long connection, from the server whose address is given."""

import sys

import lark_oapi as lark

handler = (
    lark.EventDispatcherHandler.builder("", "", lark.LogLevel.CRITICAL)
    .register_p2_im_message_receive_v1(lambda event: print(event.event.message.message_id, flush=True))
    .build()
)
lark.ws.Client("cli_1", "app-secret", lark.LogLevel.CRITICAL, handler, domain=sys.argv[1]).start()
