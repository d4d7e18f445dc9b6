# SPDX-License-Identifier: Apache-2.0
"""A real browser: headless Chromium, driven by its DevTools protocol over two pipes."""

import base64
import json
import os
import subprocess
import tempfile

FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
         "--window-size=1280,900", "--remote-debugging-pipe")
KEYS = {"Tab": 9, "Enter": 13, " ": 32, "Home": 36, "ArrowDown": 40}


class Browser:
    """One page. What it complains of (console, exceptions, its security policy) is in `complaints`."""

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="pushgate-browser-", ignore_cleanup_errors=True)
        theirs_in, self.out = os.pipe()
        self.inp, theirs_out = os.pipe()
        words = ["chromium", *FLAGS, f"--user-data-dir={self.profile.name}", "about:blank"]
        self.process = subprocess.Popen(["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "bash", *words],
                                        pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.unread, self.last, self.session, self.complaints, self.loads = b"", 0, None, [], 0
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.out)
        os.close(self.inp)
        self.profile.cleanup()

    def message(self):
        while b"\0" not in self.unread:
            piece = os.read(self.inp, 1 << 20)
            if not piece:
                raise RuntimeError("the browser ended")
            self.unread += piece
        text, _, self.unread = self.unread.partition(b"\0")
        message = json.loads(text)
        method = message.get("method", "")
        if method == "Page.loadEventFired":
            self.loads += 1
        if method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening"):
            self.complaints.append(message["params"])
        return message

    def ask(self, method, **params):
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while (answer := self.message()).get("id") != self.last:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def open(self, path, scripts=True):
        self.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        before = self.loads
        self.ask("Page.navigate", url=path.as_uri())
        while self.loads == before:
            self.message()
        self.ask("Page.bringToFront")

    def value(self, expression):
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def press(self, key):
        about = {"key": key, "code": key if key != " " else "Space", "windowsVirtualKeyCode": KEYS[key]}
        text = {"Enter": "\r", " ": " "}.get(key)
        self.ask("Input.dispatchKeyEvent", type="keyDown", **about, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **about)

    def type(self, text):
        self.ask("Input.insertText", text=text)

    def media(self, medium="", scheme="light"):
        self.ask("Emulation.setEmulatedMedia", media=medium, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, file):
        file.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]))

    def pdf(self):
        return base64.b64decode(self.ask("Page.printToPDF", printBackground=True)["data"])
