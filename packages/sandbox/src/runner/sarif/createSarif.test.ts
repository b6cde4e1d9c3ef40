import { SandboxFinding } from '../SandboxFile';
import { createSarif } from './createSarif';
import { scanners } from './scanners';

const [codeql] = scanners;
const injection: SandboxFinding = {
  tool: 'CodeQL',
  rule: 'py/sql-injection',
  title: 'SQL query built from user input',
  severity: 'high',
  path: 'src/app/refunds.py',
  line: 48,
  cwe: 'CWE-89',
};

function fingerprints(...findings: SandboxFinding[]) {
  const [run] = createSarif(codeql, findings).runs;
  return run.results?.map(
    result => result.partialFingerprints?.primaryLocationLineHash,
  );
}

describe('createSarif', () => {
  it('writes rules with severity and weakness, and results that point to them', () => {
    const [run] = createSarif(codeql, [injection]).runs;
    expect(run.tool.driver).toMatchObject({
      name: 'CodeQL',
      rules: [
        {
          id: 'py/sql-injection',
          properties: {
            tags: ['security', 'external/cwe/cwe-089'],
            'security-severity': '7.5',
          },
        },
      ],
    });
    expect(run.results).toMatchObject([
      { ruleId: 'py/sql-injection', ruleIndex: 0, level: 'error' },
    ]);
  });

  it('keeps the identity of a finding whose line moves, and of no other', () => {
    const [first, moved, elsewhere] =
      fingerprints(
        injection,
        { ...injection, line: 60 },
        { ...injection, path: 'src/app/orders.py' },
      ) ?? [];
    expect(moved).toBe(first);
    expect(elsewhere).not.toBe(first);
  });

  it('names package, installed and fixed version as scanners of packages do', () => {
    const [run] = createSarif(codeql, [
      {
        tool: 'Grype',
        rule: 'CVE-2026-1',
        title: 'Overflow',
        severity: 'critical',
        package: 'openssl',
        installed: '3.0.15',
        fixed: '3.0.19',
      },
    ]).runs;
    const [rule] = run.tool.driver.rules ?? [];
    expect(rule.id).toBe('CVE-2026-1-openssl');
    expect(rule.help?.text).toMatch(
      /Package: openssl\nVersion: 3\.0\.15\nFix Version: 3\.0\.19/,
    );
  });
});
