"""gunicorn's thread worker, for which a request begins when its head is there.

The worker as it comes gives a thread to every connection, and eight strangers who send a head letter by
letter hold all of a small office's (docs/adr/0002). Here a connection waits in the poller; a head that is not
whole after `HEAD_SECONDS` is hung up on. Slow bodies still hold a thread: nginx takes those.
"""

import errno
import selectors
import socket
import time
from functools import partial

from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_SECONDS = 10.0
LARGEST_HEAD = 65_536  # what gunicorn's own limits let through is smaller
END = b"\r\n\r\n"


class HeadFirst(ThreadWorker):
    """Connections stand among gunicorn's "pending" ones until a thread has something to read."""

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        client.setblocking(False)
        conn = TConn(self.cfg, client, address, listener.getsockname())
        conn.timeout = time.monotonic() + HEAD_SECONDS
        conn.seen = 0
        self.pending_conns.append(conn)
        self.poller.register(client, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """More of the head has come: to a thread when it is whole, away when it never will be."""
        try:
            head = client.recv(LARGEST_HEAD, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            head = b""
        if END in head:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
            super().on_pending_socket_readable(conn, client)
        elif len(head) <= conn.seen or len(head) >= LARGEST_HEAD:  # hung up, or no head at all
            self._drop(conn, client)
        else:
            conn.seen = len(head)
            # What was looked at stays in the socket: wake up for the next letter, not for the same ones.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, conn.seen + 1)

    def _drop(self, conn: TConn, client: socket.socket) -> None:
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        self.nr_conns -= 1
        conn.close()
