#!/usr/bin/env python3
"""Serve the LuCI view of nft-offload with what a VM recorded.

usage: server.py RECORDINGS LOG     prints its port

RECORDINGS holds, per command line of nft-offload (words joined by _), NAME.out,
NAME.err and NAME.code. Commands are let through as rpcd would: by the ACL file of
the package; "write" ones not with readonly=1 in the address. Those that change
something are written to LOG, and pause and resume show in the status.
"""
import fnmatch
import http.server
import json
import os
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
APP = os.path.join(HERE, "../../../packaging/openwrt/luci-app-nft-offload")
VIEW = os.path.join(APP, "htdocs/luci-static/resources/view/nft-offload/status.js")
ACL = os.path.join(APP, "root/usr/share/rpcd/acl.d/luci-app-nft-offload.json")
FILES = {
    "/": ("index.html", "text/html"),
    "/phone": ("phone.html", "text/html"),
    "/fits": ("fits.html", "text/html"),
    "/runtime.js": ("runtime.js", "text/javascript"),
    "/theme.css": ("theme.css", "text/css"),
    "/view.js": (VIEW, "text/javascript"),
}


def allowed(line, readonly):
    with open(ACL, encoding="utf-8") as file:
        acl = json.load(file)["luci-app-nft-offload"]
    if "exec" not in acl["read"]["ubus"]["file"]:
        return False
    for kind in ["read"] if readonly else ["read", "write"]:
        for pattern, rights in acl[kind]["file"].items():
            if fnmatch.fnmatchcase(line, pattern) and "exec" in rights:
                return True
    return False


def recorded(words):
    name = os.path.join(sys.argv[1], "_".join(words))
    answer = {}
    for key, suffix in (("stdout", "out"), ("stderr", "err"), ("code", "code")):
        with open(f"{name}.{suffix}", encoding="utf-8") as file:
            answer[key] = file.read()
    answer["code"] = int(answer["code"])
    return answer


class Handler(http.server.BaseHTTPRequestHandler):
    paused = set()

    def log_message(self, *args):
        pass

    def reply(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind + "; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        name = urllib.parse.urlparse(self.path).path
        if name not in FILES:
            self.reply(404, "text/plain", b"")
            return
        path, kind = FILES[name]
        with open(os.path.join(HERE, path), "rb") as file:
            self.reply(200, kind, file.read())

    def do_POST(self):
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        words = call["params"]
        if not allowed(" ".join([call["command"]] + words), "readonly=1" in self.path):
            self.reply(403, "text/plain", b"")
            return
        verb = words[1]
        if verb in ("pause", "resume", "evict"):
            with open(sys.argv[2], "a", encoding="utf-8") as log:
                log.write(" ".join(words) + "\n")
            {"pause": self.paused.update, "resume": self.paused.difference_update,
             "evict": lambda words: None}[verb](words[2:])
            answer = {"code": 0, "stdout": "{}", "stderr": ""}
        else:
            answer = recorded(words[1:])
        if verb == "status" and answer["code"] == 0:
            status = json.loads(answer["stdout"])
            for table in status["flowtables"]:
                for dev in table["devices"]:
                    dev["paused"] |= dev["name"] in self.paused
            answer["stdout"] = json.dumps(status)
        self.reply(200, "application/json", json.dumps(answer).encode())


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
