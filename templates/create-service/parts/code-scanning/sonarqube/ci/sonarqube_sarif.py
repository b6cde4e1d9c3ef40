#!/usr/bin/env python3
"""Writes the open security issues of a finished SonarQube analysis as SARIF.

Needs nothing but Python 3.11 and the token in SONAR_TOKEN.
"""

import argparse
import json
import os
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Get = Callable[[str, dict[str, str]], dict[str, Any]]

# The scores that code scanning and the security gate turn into the same words.
SCORES = {"BLOCKER": "9.5", "HIGH": "8.0", "MEDIUM": "5.5", "LOW": "2.0", "INFO": "0.1"}
PAGE = 500
WAIT_SECONDS = 600


def read_report(text: str) -> dict[str, str]:
    """What the scanner leaves behind: one `name=value` per line."""
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name: value for name, _, value in pairs}


def scope_of(report: dict[str, str]) -> dict[str, str]:
    """The branch or pull request of the analysis, as its page names it."""
    query = urllib.parse.urlsplit(report["dashboardUrl"]).query
    named = urllib.parse.parse_qs(query)
    return {name: named[name][0] for name in ("branch", "pullRequest") if name in named}


def wait(get: Get, task: str, pause: Callable[[float], None] = time.sleep) -> None:
    """Until the server has looked at what the scanner sent."""
    for _ in range(WAIT_SECONDS // 5):
        status = get("ce/task", {"id": task})["task"]["status"]
        if status == "SUCCESS":
            return
        if status in ("FAILED", "CANCELED"):
            raise SystemExit(f"SonarQube's task {task} ended as {status}")
        pause(5)
    raise SystemExit(f"SonarQube's task {task} took more than {WAIT_SECONDS} s")


def issues_of(get: Get, report: dict[str, str]) -> Iterator[dict[str, Any]]:
    key = report["projectKey"]
    page = 1
    while True:
        answer = get(
            "issues/search",
            {
                # Server knows the first name, Cloud the second.
                "components": key,
                "componentKeys": key,
                "impactSoftwareQualities": "SECURITY",
                "resolved": "false",
                "ps": str(PAGE),
                "p": str(page),
                **scope_of(report),
            },
        )
        yield from answer["issues"]
        if page * PAGE >= answer["paging"]["total"]:
            return
        page += 1


def severity_of(issue: dict[str, Any]) -> str:
    impacts = {
        impact["softwareQuality"]: impact["severity"] for impact in issue["impacts"]
    }
    return SCORES[impacts["SECURITY"]]


def to_result(issue: dict[str, Any]) -> dict[str, Any]:
    _, _, path = issue["component"].partition(":")
    location: dict[str, Any] = {"artifactLocation": {"uri": path}}
    if "textRange" in issue:
        location["region"] = {"startLine": issue["textRange"]["startLine"]}
    return {
        "ruleId": issue["rule"],
        "message": {"text": issue["message"]},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"sonarqubeIssue": issue["key"]},
        "properties": {"security-severity": severity_of(issue)},
    }


def to_sarif(issues: list[dict[str, Any]], version: str) -> dict[str, Any]:
    rules = sorted({issue["rule"] for issue in issues})
    driver = {
        "name": "SonarQube",
        "version": version,
        "informationUri": "https://www.sonarsource.com",
        "rules": [{"id": rule} for rule in rules],
    }
    results = [to_result(issue) for issue in issues]
    return {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def create_get(server: str, token: str) -> Get:
    if urllib.parse.urlsplit(server).scheme not in ("http", "https"):
        raise SystemExit(f"'{server}' is no address of a SonarQube server")

    def get(path: str, query: dict[str, str]) -> dict[str, Any]:
        url = f"{server}/api/{path}?{urllib.parse.urlencode(query)}"
        headers = {"Authorization": f"Bearer {token}"}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310
        answer = urllib.request.urlopen(request, timeout=30)  # noqa: S310  # nosec
        with answer:
            body: dict[str, Any] = json.load(answer)
            return body

    return get


def main() -> int:
    parser = argparse.ArgumentParser(description="SonarQube's findings as SARIF")
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()

    report = read_report(options.report.read_text(encoding="utf-8"))
    get = create_get(report["serverUrl"].rstrip("/"), os.environ["SONAR_TOKEN"])
    wait(get, report["ceTaskId"])
    issues = list(issues_of(get, report))
    sarif = to_sarif(issues, report.get("serverVersion", ""))
    options.output.write_text(json.dumps(sarif), encoding="utf-8")
    print(f"{len(issues)} open security issues")
    return 0


if __name__ == "__main__":
    sys.exit(main())
