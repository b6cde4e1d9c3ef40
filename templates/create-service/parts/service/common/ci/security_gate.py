#!/usr/bin/env python3
"""Decides whether a security gate opens, from SARIF files and waivers.

Needs nothing but Python 3.11, so that it runs on every CI system and on a laptop:

    python3 ci/security_gate.py --findings findings \\
      --require sast dependencies --limit critical=0 high=0

Per scan the folder holds a file `<category>.sarif` or a folder `sarif-<category>`.

With `--waived-in go.mod` it decides nothing: it prints the ids that waivers let pass in
this file, for tools that are no scan of a gate.
"""

import argparse
import datetime
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SEVERITIES = ("critical", "high", "medium", "low")
LEVELS = {"error": "high", "warning": "medium", "note": "low", "none": "low"}
SHOWN = 50

# Nobody remembers after half a year why something was accepted.
LONGEST_WAIVER = datetime.timedelta(days=180)
WAIVER_KEYS = {"id", "path", "reason", "owner", "expires"}
OPTIONAL_KEYS = {"path"}


class GateError(Exception):
    """What keeps the gate shut although it is no finding."""


@dataclass(frozen=True)
class Finding:
    category: str
    tool: str
    rule: str
    severity: str
    path: str
    line: int
    title: str

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True)
class Waiver:
    id: str
    reason: str
    owner: str
    expires: datetime.date
    path: str = ""

    def covers(self, finding: Finding) -> bool:
        # Image scanners append the package: CVE-2026-1234-openssl.
        same = finding.rule == self.id or finding.rule.startswith(f"{self.id}-")
        return same and self.path in ("", finding.path)


@dataclass
class Verdict:
    open: list[Finding] = field(default_factory=list)
    waived: list[tuple[Finding, Waiver]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    exceeded: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.problems and not self.exceeded


def read_waivers(text: str, today: datetime.date) -> list[Waiver]:
    """Reads the part of YAML that the file needs: a list of texts by name."""
    entries: list[tuple[int, dict[str, str]]] = []
    started = False
    for number, line in enumerate(text.splitlines(), 1):
        if re.fullmatch(r"\s*(#.*|---)?", line):
            continue
        if not started:
            if not re.fullmatch(r"waivers:(\s*\[\])?(\s+#.*)?\s*", line):
                raise GateError(f"line {number} must be 'waivers:' or 'waivers: []'")
            started = True
            continue
        match = re.fullmatch(r"\s*(- )?\s*([a-z]+):\s+(\S.*)", line)
        if not match:
            raise GateError(f"line {number} must be '<name>: <text>' on one line")
        dash, key, value = match.groups()
        if dash:
            entries.append((number, {}))
        if not entries:
            raise GateError(f"line {number} must start with '- '")
        if key in entries[-1][1]:
            raise GateError(f"line {number} repeats '{key}'")
        entries[-1][1][key] = unquote(value, number)
    return [to_waiver(number, entry, today) for number, entry in entries]


def load_waivers(file: Path) -> list[Waiver]:
    if not file.exists():
        return []
    today = datetime.datetime.now(datetime.UTC).date()
    try:
        return read_waivers(file.read_text(encoding="utf-8"), today)
    except GateError as error:
        raise GateError(f"{file}: {error}") from None


def unquote(value: str, number: int) -> str:
    match = re.fullmatch(r"""(["'])(?P<quoted>.*)\1(\s+#.*)?\s*""", value)
    if match:
        return match["quoted"]
    if value[0] in "\"'|>[{&*!":
        raise GateError(f"line {number} must be a plain text on one line")
    return re.sub(r"\s+#.*", "", value).strip()


def to_waiver(number: int, entry: dict[str, str], today: datetime.date) -> Waiver:
    name = f"the waiver in line {number}"
    unknown = sorted(entry.keys() - WAIVER_KEYS)
    if unknown:
        raise GateError(f"{name} has the unknown '{unknown[0]}'")
    missing = [key for key in sorted(WAIVER_KEYS - OPTIONAL_KEYS) if not entry.get(key)]
    if missing:
        raise GateError(f"{name} lacks '{missing[0]}'")
    try:
        expires = datetime.date.fromisoformat(entry["expires"])
    except ValueError:
        raise GateError(f"{name} must expire on a date like 2026-12-31") from None
    if expires < today:
        raise GateError(
            f"the waiver of {entry['id']} expired on {expires}: "
            f"{entry['owner']} fixes it or renews the waiver"
        )
    if expires - today > LONGEST_WAIVER:
        raise GateError(
            f"the waiver of {entry['id']} expires on {expires}, "
            f"more than {LONGEST_WAIVER.days} days from now"
        )
    return Waiver(
        id=entry["id"],
        reason=entry["reason"],
        owner=entry["owner"],
        expires=expires,
        path=entry.get("path", ""),
    )


def severity_of(result: dict[str, Any], rule: dict[str, Any]) -> str:
    """The score if there is one, else the level: as code scanning and the portal do."""
    score = result.get("properties", {}).get("security-severity")
    if score is None:
        score = rule.get("properties", {}).get("security-severity")
    try:
        number = float(score)
    except (TypeError, ValueError):
        number = 0.0
    if number > 0:
        if number >= 9:
            return "critical"
        if number >= 7:
            return "high"
        return "medium" if number >= 4 else "low"
    level = result.get("level") or rule.get("defaultConfiguration", {}).get("level")
    return LEVELS.get(level or "warning", "medium")


def counts(result: dict[str, Any]) -> bool:
    suppressed = any(
        suppression.get("status", "accepted") == "accepted"
        for suppression in result.get("suppressions") or []
    )
    return (
        not suppressed
        and result.get("baselineState") != "absent"
        and result.get("kind", "fail") in ("fail", "open", "review")
    )


def findings_of(run: dict[str, Any], category: str) -> Iterator[Finding]:
    driver = run["tool"]["driver"]
    rules = {
        rule["id"]: rule
        for component in [driver, *run["tool"].get("extensions", [])]
        for rule in component.get("rules", [])
    }
    for result in filter(counts, run["results"]):
        # Either of the three names the rule (SARIF 2.1.0, 3.27.5 to 3.27.7).
        rule_id = result.get("ruleId") or result.get("rule", {}).get("id")
        if rule_id is None and result.get("ruleIndex", -1) >= 0:
            rule_id = driver["rules"][result["ruleIndex"]]["id"]
        location = (result.get("locations") or [{}])[0].get("physicalLocation", {})
        title = " ".join(result.get("message", {}).get("text", "").split())
        yield Finding(
            category=category,
            tool=driver["name"],
            rule=rule_id or "unknown",
            severity=severity_of(result, rules.get(rule_id or "", {})),
            path=location.get("artifactLocation", {}).get("uri", ""),
            line=location.get("region", {}).get("startLine", 0),
            title=title if len(title) <= 120 else f"{title[:119]}…",
        )


def read_scan(folder: Path, category: str) -> list[Finding]:
    """All findings of a category; a scan that did not end well is an error."""
    single = folder / f"{category}.sarif"
    files = sorted((folder / f"sarif-{category}").rglob("*.sarif"))
    if single.is_file():
        files.append(single)
    if not files:
        raise GateError(f"no scan of {category}")
    findings: list[Finding] = []
    for file in files:
        try:
            runs = json.loads(file.read_text(encoding="utf-8"))["runs"]
            if not runs:
                raise GateError(f"the scan of {category} holds no run")
            for run in runs:
                for invocation in run.get("invocations", []):
                    if invocation.get("executionSuccessful") is False:
                        raise GateError(f"the scan of {category} did not complete")
                findings.extend(findings_of(run, category))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            raise GateError(f"{file.name} of {category} is no valid SARIF") from None
    return findings


def decide(
    folder: Path,
    required: Iterable[str],
    limits: dict[str, int],
    waivers: Sequence[Waiver],
) -> Verdict:
    verdict = Verdict()
    present = {path.name.removeprefix("sarif-") for path in folder.glob("sarif-*")}
    present |= {path.stem for path in folder.glob("*.sarif")}
    for category in sorted(present | set(required)):
        try:
            findings = read_scan(folder, category)
        except GateError as error:
            verdict.problems.append(str(error))
            continue
        for finding in findings:
            waiver = next((each for each in waivers if each.covers(finding)), None)
            if waiver:
                verdict.waived.append((finding, waiver))
            else:
                verdict.open.append(finding)
    for severity, limit in limits.items():
        found = sum(finding.severity == severity for finding in verdict.open)
        if found > limit:
            verdict.exceeded.append(f"{found} {severity}, limit {limit}")
    return verdict


def unfinished(needs: str) -> list[str]:
    """Which of the jobs before did not succeed; takes GitHub's `needs` as JSON."""
    jobs: dict[str, dict[str, Any]] = json.loads(needs) if needs else {}
    return [
        f"job {name} ended with {job['result']}"
        for name, job in jobs.items()
        if job["result"] != "success"
    ]


def summarize(verdict: Verdict, limits: dict[str, int]) -> str:
    """One line for people and for the release report."""
    if not verdict.passed:
        text = "; ".join([*verdict.problems, *verdict.exceeded])
        return text if len(text) <= 300 else f"{text[:299]}…"
    parts = [
        f"{sum(finding.severity == severity for finding in verdict.open)} {severity}"
        for severity in SEVERITIES
    ]
    limit = ", ".join(f"{limit} {severity}" for severity, limit in limits.items())
    waived = f"; {len(verdict.waived)} waived" if verdict.waived else ""
    return f"{', '.join(parts)} (limit {limit}){waived}"


def describe(verdict: Verdict, limits: dict[str, int]) -> str:
    """Markdown for the job's page and for an issue."""
    order = {severity: index for index, severity in enumerate(SEVERITIES)}
    ranked = sorted(verdict.open, key=lambda each: (order[each.severity], each.rule))
    lines = [f"**{summarize(verdict, limits)}**", ""]
    if ranked:
        lines += [
            "| severity | scan | rule | where | what |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [
            "| "
            + " | ".join(
                text.replace("|", "\\|")
                for text in (
                    finding.severity,
                    f"{finding.category} ({finding.tool})",
                    f"`{finding.rule}`",
                    f"`{finding.place}`" if finding.place else "",
                    finding.title,
                )
            )
            + " |"
            for finding in ranked[:SHOWN]
        ]
        if len(ranked) > SHOWN:
            lines.append(f"\n… and {len(ranked) - SHOWN} more.")
    if ranked and verdict.waived:
        lines.append("")
    lines += [
        f"- `{finding.rule}` {finding.place}: waived by {waiver.owner} "
        f"until {waiver.expires}, {waiver.reason}"
        for finding, waiver in verdict.waived
    ]
    return "\n".join(lines).rstrip() + "\n"


def parse_limit(text: str) -> tuple[str, int]:
    severity, _, number = text.partition("=")
    if severity not in SEVERITIES or not number.isdigit():
        raise argparse.ArgumentTypeError(f"'{text}' is not like critical=0")
    return severity, int(number)


def append(variable: str, text: str) -> None:
    """Appends to the file that the CI system names, if it names one."""
    path = os.environ.get(variable)
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


def print_waived(file: Path, path: str) -> int:
    try:
        waivers = load_waivers(file)
    except GateError as error:
        print(error, file=sys.stderr)
        return 1
    for waiver in waivers:
        if waiver.path in ("", path):
            print(waiver.id)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Decides whether a security gate opens"
    )
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--findings", type=Path)
    task.add_argument("--waived-in", metavar="PATH", help="only print waived ids")
    parser.add_argument("--require", nargs="*", default=[], metavar="CATEGORY")
    parser.add_argument("--limit", nargs="+", type=parse_limit)
    parser.add_argument("--waivers", type=Path, default=Path(".security/waivers.yaml"))
    parser.add_argument("--report", type=Path, help="also write the Markdown here")
    parser.add_argument("--summary", type=Path, help="also write one line here")
    options = parser.parse_args(arguments)

    if options.waived_in is not None:
        return print_waived(options.waivers, options.waived_in)
    if options.limit is None:
        parser.error("--findings needs --limit")
    limits = dict(options.limit)
    problems = unfinished(os.environ.get("NEEDS", ""))
    waivers: list[Waiver] = []
    try:
        waivers = load_waivers(options.waivers)
    except GateError as error:
        problems.append(str(error))
    verdict = decide(options.findings, options.require, limits, waivers)
    verdict.problems = problems + verdict.problems

    text = describe(verdict, limits)
    print(text)
    append("GITHUB_STEP_SUMMARY", text)
    append("GITHUB_OUTPUT", f"summary={summarize(verdict, limits)}\n")
    if options.report:
        options.report.write_text(text, encoding="utf-8")
    if options.summary:
        summary = f"{summarize(verdict, limits)}\n"
        options.summary.write_text(summary, encoding="utf-8")
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    sys.exit(main())
