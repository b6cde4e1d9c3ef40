"""Run with: python3 -m unittest discover --start-directory ci"""

# ruff: noqa: PT009, PT027 (unittest, so that nothing must be installed)
import unittest
from typing import Any

import sonarqube_sarif as sonar

REPORT = """\
projectKey=acme_notes
serverUrl=https://sonar.example
serverVersion=2026.2
dashboardUrl=https://sonar.example/dashboard?id=acme_notes&pullRequest=12
ceTaskId=task-1
"""


def issue(number: int, severity: str = "HIGH", **more: Any) -> dict[str, Any]:
    return {
        "key": f"issue-{number}",
        "rule": "python:S2077",
        "component": "acme_notes:src/app/store.py",
        "message": "Make sure that this query is safe",
        "impacts": [
            {"softwareQuality": "RELIABILITY", "severity": "LOW"},
            {"softwareQuality": "SECURITY", "severity": severity},
        ],
        **more,
    }


class SonarqubeSarif(unittest.TestCase):
    def setUp(self) -> None:
        self.report = sonar.read_report(REPORT)

    def test_asks_for_every_page_of_the_pull_request(self) -> None:
        asked: list[dict[str, str]] = []

        def get(path: str, query: dict[str, str]) -> dict[str, Any]:
            self.assertEqual(path, "issues/search")
            asked.append(query)
            return {"issues": [issue(len(asked))], "paging": {"total": 501}}

        found = list(sonar.issues_of(get, self.report))
        self.assertEqual([each["key"] for each in found], ["issue-1", "issue-2"])
        self.assertEqual([each["p"] for each in asked], ["1", "2"])
        self.assertEqual({each["pullRequest"] for each in asked}, {"12"})
        self.assertNotIn("branch", asked[0])

    def test_waits_until_the_server_is_done(self) -> None:
        states = ["PENDING", "IN_PROGRESS", "SUCCESS"]
        pauses: list[float] = []
        sonar.wait(lambda *_: {"task": {"status": states.pop(0)}}, "t", pauses.append)
        self.assertEqual(pauses, [5, 5])

    def test_a_failed_analysis_is_an_error(self) -> None:
        with self.assertRaisesRegex(SystemExit, "ended as FAILED"):
            sonar.wait(lambda *_: {"task": {"status": "FAILED"}}, "t", lambda _: None)

    def test_writes_place_score_and_fingerprint(self) -> None:
        document = sonar.to_sarif(
            [issue(1, "BLOCKER", textRange={"startLine": 7})], "1"
        )
        (run,) = document["runs"]
        self.assertEqual(run["tool"]["driver"]["rules"], [{"id": "python:S2077"}])
        (result,) = run["results"]
        self.assertEqual(result["properties"], {"security-severity": "9.5"})
        self.assertEqual(result["partialFingerprints"], {"sonarqubeIssue": "issue-1"})
        location = result["locations"][0]["physicalLocation"]
        self.assertEqual(location["artifactLocation"], {"uri": "src/app/store.py"})
        self.assertEqual(location["region"], {"startLine": 7})

    def test_an_issue_of_a_whole_file_has_no_line(self) -> None:
        location = sonar.to_result(issue(1))["locations"][0]["physicalLocation"]
        self.assertNotIn("region", location)

    def test_refuses_what_is_no_web_address(self) -> None:
        with self.assertRaisesRegex(SystemExit, "no address"):
            sonar.create_get("file:///etc", "token")


if __name__ == "__main__":
    unittest.main()
