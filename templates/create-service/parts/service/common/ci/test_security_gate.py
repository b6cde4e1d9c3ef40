"""Run with: python3 -m unittest discover --start-directory ci"""

# ruff: noqa: PT009, PT027 (unittest, so that nothing must be installed)
import contextlib
import datetime
import io
import json
import os
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import security_gate as gate

TODAY = datetime.date(2026, 11, 24)
WAIVER = """\
# Accepted for a while.
waivers:
  - id: CVE-2026-1
    reason: "Only the admin interface, see #12"  # not in the image
    owner: team-payments
    expires: 2026-12-31
"""


def sarif(*results: dict[str, Any], rules: list[dict[str, Any]] | None = None) -> str:
    driver = {"name": "scanner", "rules": rules or []}
    return json.dumps(
        {"runs": [{"tool": {"driver": driver}, "results": list(results)}]}
    )


def result(rule: str, level: str = "error", **more: Any) -> dict[str, Any]:
    location = {"artifactLocation": {"uri": "src/app.py"}, "region": {"startLine": 7}}
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": "It is\nbad | wrong"},
        "locations": [{"physicalLocation": location}],
        **more,
    }


def scored(score: str) -> dict[str, Any]:
    return {"properties": {"security-severity": score}}


class Waivers(unittest.TestCase):
    def refuse(self, text: str, message: str) -> None:
        with self.assertRaisesRegex(gate.GateError, message):
            gate.read_waivers(text, TODAY)

    def test_reads_texts_quotes_and_comments(self) -> None:
        (waiver,) = gate.read_waivers(WAIVER, TODAY)
        self.assertEqual(waiver.reason, "Only the admin interface, see #12")
        self.assertEqual(waiver.expires, datetime.date(2026, 12, 31))

    def test_none_are_fine(self) -> None:
        for text in ("", "# nothing\n", "---\nwaivers: [] # yet\n", "waivers:\n"):
            self.assertEqual(gate.read_waivers(text, TODAY), [])

    def test_holds_on_its_last_day_and_not_after(self) -> None:
        gate.read_waivers(WAIVER.replace("2026-12-31", "2026-11-24"), TODAY)
        self.refuse(WAIVER.replace("2026-12-31", "2026-11-23"), "expired on 2026-11-23")

    def test_may_not_hold_for_ever(self) -> None:
        self.refuse(WAIVER.replace("2026-12-31", "2027-12-31"), "more than 180 days")

    def test_every_field_is_needed(self) -> None:
        for field in ("reason", "owner", "expires"):
            lines = [line for line in WAIVER.splitlines() if f" {field}:" not in line]
            self.refuse("\n".join(lines), f"lacks '{field}'")

    def test_says_which_line_is_wrong(self) -> None:
        self.refuse("accepted: []\n", "line 1 must be 'waivers:'")
        self.refuse(WAIVER.replace("owner:", "owners:"), "unknown 'owners'")
        self.refuse(WAIVER.replace('12"', "12"), "line 4 must be a plain text")
        self.refuse(WAIVER.replace("2026-12-31", "soon"), "must expire on a date")
        self.refuse(WAIVER.replace("    owner", "  - owner"), "lacks 'expires'")
        self.refuse(WAIVER + "    owner: me\n", "repeats 'owner'")
        self.refuse("waivers:\n  id: CVE-2026-1\n", "line 2 must start with '- '")
        self.refuse("waivers:\n  - CVE-2026-1\n", "line 2 must be '<name>: <text>'")


class Severity(unittest.TestCase):
    def test_the_score_counts_before_the_level(self) -> None:
        for score, severity in (
            ("9.0", "critical"),
            ("8.9", "high"),
            ("4.0", "medium"),
            ("0.1", "low"),
            ("0.0", "high"),
            ("unknown", "high"),
        ):
            self.assertEqual(gate.severity_of(result("r"), scored(score)), severity)
        own = result("r", **scored("9.8"))
        self.assertEqual(gate.severity_of(own, scored("2.0")), "critical")

    def test_without_a_score_the_level_counts(self) -> None:
        for level, severity in (
            ("error", "high"),
            ("warning", "medium"),
            ("note", "low"),
        ):
            self.assertEqual(gate.severity_of(result("r", level), {}), severity)
        rule = {"defaultConfiguration": {"level": "error"}}
        self.assertEqual(gate.severity_of({"ruleId": "r"}, rule), "high")
        self.assertEqual(gate.severity_of({"ruleId": "r"}, {}), "medium")


class Gate(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def scan(self, category: str, text: str) -> None:
        folder = self.root / f"sarif-{category}"
        folder.mkdir(parents=True)
        (folder / f"{category}.sarif").write_text(text, encoding="utf-8")

    def decide(self, *required: str, waivers: str = "", high: int = 0) -> gate.Verdict:
        limits = {"critical": 0, "high": high}
        accepted = gate.read_waivers(waivers, TODAY)
        return gate.decide(self.root, required, limits, accepted)

    def test_opens_when_nothing_was_found(self) -> None:
        self.scan("sast", sarif())
        self.assertTrue(self.decide("sast").passed)

    def test_stays_shut_above_the_limit(self) -> None:
        self.scan("sast", sarif(result("a"), result("b"), result("c", "warning")))
        self.assertEqual(self.decide("sast", high=1).exceeded, ["2 high, limit 1"])
        self.assertTrue(self.decide("sast", high=2).passed)

    def test_stays_shut_without_a_scan_that_is_required(self) -> None:
        self.scan("sast", sarif())
        verdict = self.decide("sast", "secrets")
        self.assertEqual(verdict.problems, ["no scan of secrets"])

    def test_counts_scans_that_nobody_requires(self) -> None:
        self.scan("custom", sarif(result("a")))
        self.assertFalse(self.decide().passed)

    def test_reads_a_file_per_scan_as_well_as_a_folder(self) -> None:
        (self.root / "sast.sarif").write_text(sarif(result("a")), encoding="utf-8")
        self.scan("secrets", sarif(result("b")))
        found = {(each.category, each.rule) for each in self.decide("sast").open}
        self.assertEqual(found, {("sast", "a"), ("secrets", "b")})

    def test_stays_shut_when_a_scan_did_not_complete(self) -> None:
        document = json.loads(sarif())
        document["runs"][0]["invocations"] = [{"executionSuccessful": False}]
        self.scan("sast", json.dumps(document))
        self.assertIn("did not complete", self.decide("sast").problems[0])

    def test_stays_shut_when_a_scan_cannot_be_read(self) -> None:
        for number, text in enumerate(("", "{}", '{"runs": []}', '{"runs": [{}]}')):
            self.scan(f"broken-{number}", text)
        self.assertEqual(len(self.decide().problems), 4)

    def test_finds_rules_of_extensions_and_by_index(self) -> None:
        document = json.loads(sarif(rules=[{"id": "first", **scored("9.5")}]))
        run = document["runs"][0]
        run["tool"]["extensions"] = [{"rules": [{"id": "other", **scored("8.0")}]}]
        run["results"] = [{"ruleIndex": 0}, {"rule": {"id": "other", "index": 0}}]
        self.scan("sast", json.dumps(document))
        found = {(each.rule, each.severity) for each in self.decide().open}
        self.assertEqual(found, {("first", "critical"), ("other", "high")})

    def test_ignores_what_is_no_finding(self) -> None:
        self.scan(
            "sast",
            sarif(
                result("a", suppressions=[{"kind": "inSource"}]),
                result("b", kind="pass"),
                result("c", baselineState="absent"),
            ),
        )
        self.assertTrue(self.decide("sast").passed)
        self.scan("more", sarif(result("a", suppressions=[{"status": "rejected"}])))
        self.assertFalse(self.decide("sast").passed)

    def test_a_waiver_covers_its_rule_and_the_package_behind_it(self) -> None:
        self.scan("image", sarif(result("CVE-2026-1-openssl"), result("CVE-2026-12")))
        verdict = self.decide("image", waivers=WAIVER, high=1)
        self.assertTrue(verdict.passed)
        self.assertEqual([each.rule for each in verdict.open], ["CVE-2026-12"])

    def test_a_waiver_with_a_path_covers_only_that_file(self) -> None:
        self.scan("sast", sarif(result("CVE-2026-1")))
        here = f"{WAIVER}    path: src/app.py\n"
        self.assertTrue(self.decide("sast", waivers=here).passed)
        there = f"{WAIVER}    path: src/other.py\n"
        self.assertFalse(self.decide("sast", waivers=there).passed)

    def run_main(self, needs: str = "", waivers: str = WAIVER) -> tuple[int, str, str]:
        file = self.root / "waivers.yaml"
        file.write_text(waivers, encoding="utf-8")
        output = self.root / "output"
        environment = {"NEEDS": needs, "GITHUB_OUTPUT": str(output)}
        summary = self.root / "summary.txt"
        arguments = ["--findings", str(self.root), "--waivers", str(file)]
        arguments += ["--summary", str(summary)]
        arguments += ["--require", "sast", "--limit", "critical=0", "high=0"]
        printed = io.StringIO()
        with (
            mock.patch.dict(os.environ, environment),
            contextlib.redirect_stdout(printed),
        ):
            code = gate.main(arguments)
        self.assertIn(summary.read_text(encoding="utf-8").strip(), printed.getvalue())
        return code, printed.getvalue(), output.read_text(encoding="utf-8")

    def test_tells_people_and_the_pipeline(self) -> None:
        expires = datetime.datetime.now(datetime.UTC).date()
        waivers = WAIVER.replace("2026-12-31", expires.isoformat())
        self.scan("sast", sarif(result("a"), result("CVE-2026-1")))
        code, printed, output = self.run_main(waivers=waivers)
        self.assertEqual(code, 1)
        self.assertEqual(output, "summary=1 high, limit 0\n")
        self.assertIn("| high | sast (scanner) | `a` | `src/app.py:7` |", printed)
        self.assertIn("It is bad \\| wrong", printed)
        self.assertIn("waived by team-payments", printed)

    def test_a_job_that_did_not_succeed_keeps_it_shut(self) -> None:
        self.scan("sast", sarif())
        needs = json.dumps(
            {"quality": {"result": "failure"}, "x": {"result": "success"}}
        )
        code, _, output = self.run_main(needs, "waivers: []\n")
        self.assertEqual(code, 1)
        self.assertEqual(output, "summary=job quality ended with failure\n")

    def test_a_malformed_waiver_keeps_it_shut(self) -> None:
        self.scan("sast", sarif())
        code, printed, _ = self.run_main(waivers="waivers: yes\n")
        self.assertEqual(code, 1)
        self.assertIn("line 1 must be", printed)

    def test_says_what_is_left_when_it_opens(self) -> None:
        self.scan("sast", sarif(result("a", "warning")))
        code, _, output = self.run_main(waivers="waivers: []\n")
        self.assertEqual(code, 0)
        self.assertEqual(
            output,
            "summary=0 critical, 0 high, 1 medium, 0 low (limit 0 critical, 0 high)\n",
        )

    def test_does_not_decide_without_a_limit(self) -> None:
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit):
            gate.main(["--findings", str(self.root)])


class WaivedIds(unittest.TestCase):
    def list_waived(self, waivers: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "waivers.yaml")
            file.write_text(waivers, encoding="utf-8")
            arguments = ["--waivers", str(file), "--waived-in", "go.mod"]
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = gate.main(arguments)
        return code, out.getvalue(), err.getvalue()

    def test_are_those_that_hold_in_the_file(self) -> None:
        expires = datetime.datetime.now(datetime.UTC).date()
        rest = f"reason: none\n    owner: me\n    expires: {expires}\n"
        waivers = (
            "waivers:\n"
            f'  - id: "GO-2026-1"  # quoted\n    {rest}'
            f"  - {rest}    id: GO-2026-2 # last\n"
            f"  - path: go.mod\n    id: GO-2026-3\n    {rest}"
            f"  - path: src/other.py\n    id: GO-2026-4\n    {rest}"
        )
        ids = "GO-2026-1\nGO-2026-2\nGO-2026-3\n"
        self.assertEqual(self.list_waived(waivers), (0, ids, ""))
        self.assertEqual(self.list_waived("waivers: []\n"), (0, "", ""))

    def test_are_none_while_an_entry_does_not_hold(self) -> None:
        code, out, err = self.list_waived(WAIVER.replace("2026-12-31", "2025-01-31"))
        self.assertEqual((code, out), (1, ""))
        self.assertIn("the waiver of CVE-2026-1 expired on 2025-01-31", err)


if __name__ == "__main__":
    unittest.main()
