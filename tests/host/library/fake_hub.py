"""A small Hugging Face hub on a loopback port: serves files, ranges, redirects to a store of its own, and the faults tests ask for."""

import contextlib
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "c0ffee" + "0" * 34


class FakeHub:
    """Repositories of files; `faults` says what goes wrong."""

    def __init__(self):
        self.repositories = {}
        self.gated = set()
        self.cut_after = None
        """Bytes after which the next transfer is cut."""
        self.cut_always = False
        self.corrupt = set()
        self.ranges = True
        self.slow = 0.0
        """Seconds that each megabyte takes."""
        self.requests = []
        """(method, path, Range) of all requests."""
        self.tokens = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                hub._answer(self, body=True)

            def do_HEAD(self):
                hub._answer(self, body=False)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    def add(self, repository, files):
        self.repositories[repository] = dict(files)

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def ranges_asked(self):
        return [asked for method, path, asked in self.requests if method == "GET" and path.startswith("/store/") and asked]

    def fetched(self):
        return [path for method, path, _ in self.requests if method == "GET" and path.startswith("/store/")]

    # -- answers -------------------------------------------------------------------------------------------------------

    def _answer(self, request, body):
        self.requests.append((request.command, request.path, request.headers.get("Range")))
        path = request.path.partition("?")[0].strip("/")
        if path.startswith("api/models/"):
            self._describe(request, path.removeprefix("api/models/"))
        elif path.startswith("store/"):
            self.tokens.append(request.headers.get("Authorization"))
            repository, name = path.removeprefix("store/").split("//")
            self._send(request, repository, name, body)
        else:
            repository, _, rest = path.partition("/resolve/")
            _, _, name = rest.partition("/")
            self._resolve(request, repository, name)

    def _refuse(self, request, status, code, message):
        data = json.dumps({"error": message}).encode()
        request.send_response(status)
        request.send_header("X-Error-Code", code)
        request.send_header("X-Error-Message", message)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(data)

    def _known(self, request, repository):
        if repository in self.gated:
            self._refuse(request, 401, "GatedRepo", f"Access to model {repository} is restricted.")
            return False
        if repository not in self.repositories:
            self._refuse(request, 404, "RepoNotFound", "Repository not found")
            return False
        return True

    def _describe(self, request, rest):
        repository = rest.partition("/revision/")[0]
        if not self._known(request, repository):
            return
        siblings = [self._sibling(name, content) for name, content in self.repositories[repository].items()]
        data = json.dumps({"id": repository, "sha": COMMIT, "private": False, "tags": [], "siblings": siblings}).encode()
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    @staticmethod
    def _mark(name, content):
        if name.endswith((".gguf", ".safetensors")):
            return hashlib.sha256(content).hexdigest()
        return hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()

    def _sibling(self, name, content):
        told = {"rfilename": name, "size": len(content), "blobId": self._mark("x.json", content)}
        if name.endswith((".gguf", ".safetensors")):
            told["lfs"] = {"size": len(content), "sha256": self._mark(name, content), "pointerSize": 134}
        return told

    def _resolve(self, request, repository, name):
        if not self._known(request, repository):
            return
        content = self.repositories[repository].get(name)
        if content is None:
            self._refuse(request, 404, "EntryNotFound", "Entry not found")
            return
        request.send_response(302)
        mark = self._mark(name, content)
        request.send_header("X-Repo-Commit", COMMIT)
        request.send_header("ETag", f'"{mark}"')
        request.send_header("X-Linked-ETag", f'"{mark}"')
        request.send_header("X-Linked-Size", str(len(content)))
        # As the real hub does, the content lies at another address: here another name of this machine.
        request.send_header("Location", f"{self.url.replace('127.0.0.1', 'localhost')}/store/{repository}//{name}")
        request.send_header("Content-Length", "0")
        request.end_headers()

    def _send(self, request, repository, name, body):
        content = self.repositories[repository][name]
        if name in self.corrupt:
            content = content[:-1] + bytes([content[-1] ^ 1])
        start = 0
        asked = request.headers.get("Range")
        if asked and self.ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(content) - start))
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        request.end_headers()
        rest = content[start:]
        if self.cut_after is not None and body:
            rest = rest[: self.cut_after]
            if not self.cut_always:
                self.cut_after = None
            request.close_connection = True
        if body:
            for at in range(0, len(rest), 1 << 20):
                with contextlib.suppress(ConnectionError):
                    request.wfile.write(rest[at : at + (1 << 20)])
                time.sleep(self.slow)
