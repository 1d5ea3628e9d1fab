# A headless Chromium for a test: started, asked, and ended through chromedriver.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import base64
import json
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

from checks import skip

# Nothing but the page itself is to be loaded, and nothing of a user's own browser touched.
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def missing():
    """Why there can be no browser here, or None."""
    for name in ("chromium", "chromedriver"):
        if not shutil.which(name):
            return "%s is not installed (Debian packages chromium and chromium-driver)" % name
    return None


def look_at_page(look):
    """Call `look` with a browser as wide as a phone, where there can be one."""
    reason = missing()
    if reason:
        skip("the page in a browser", reason)
        return
    chromium = Browser(360, 740)
    try:
        look(chromium)
    finally:
        chromium.close()


class Browser:
    def __init__(self, width, height):
        self.profile = tempfile.mkdtemp(prefix="quartzalloc-browser-")
        self.driver = None
        self.session = None
        try:
            self.start(width, height)
        except BaseException:
            self.close()
            raise

    def start(self, width, height):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                break
        else:
            raise RuntimeError("chromedriver did not start")
        self.address = "http://127.0.0.1:%s/session" % found.group(1)
        options = {"args": ARGUMENTS + ["--user-data-dir=" + self.profile],
                   "mobileEmulation": {"deviceMetrics": {"width": width, "height": height, "pixelRatio": 2}}}
        answer = self.request("POST", "", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = answer["sessionId"]

    def request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        # A proxy is for the network, not for this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"].splitlines()[0])

    def command(self, path, body=None):
        return self.request("POST", "/%s/%s" % (self.session, path), body or {})

    def open(self, address):
        self.command("url", {"url": address})

    def script(self, text, *arguments):
        return self.command("execute/sync", {"script": text, "args": list(arguments)})

    def element(self, selector):
        return list(self.command("element", {"using": "css selector", "value": selector}).values())[0]

    def click(self, selector):
        self.command("element/%s/click" % self.element(selector))

    def write(self, selector, text):
        element = self.element(selector)
        self.command("element/%s/clear" % element)
        self.command("element/%s/value" % element, {"text": text})

    def developer(self, name, **parameters):
        """A command of Chromium's developer tools."""
        return self.command("goog/cdp/execute", {"cmd": name, "params": parameters})

    def resize(self, width, height, phone):
        self.developer("Emulation.setDeviceMetricsOverride", width=width, height=height,
                       deviceScaleFactor=2 if phone else 1, mobile=phone)

    def console(self):
        return [entry["message"] for entry in self.command("se/log", {"type": "browser"})]

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.request("GET", "/%s/screenshot" % self.session)))

    def close(self):
        try:
            if self.session:
                self.request("DELETE", "/" + self.session)
        except (OSError, RuntimeError):
            pass
        if self.driver:
            self.driver.terminate()
            try:
                self.driver.wait(10)
            except subprocess.TimeoutExpired:
                self.driver.kill()
                self.driver.wait()
            self.driver.stdout.close()
        shutil.rmtree(self.profile, ignore_errors=True)
