/** A scanner that the runner knows. */
export interface Scanner {
  /** As it names itself in SARIF and in `.sandbox.yaml`. */
  tool: string;
  version: string;
  url: string;
  /** The security gate that looks at its results. */
  gate: 'gate-1' | 'gate-2';
  /** The action that runs it. */
  action?: RegExp;
  /** The command that runs it. */
  command?: RegExp;
  seconds: number;
}

/** `semgrep`, `uvx semgrep==1.2.3`, `npx snyk@1`, `go run github.com/…/gitleaks/v8@v8.1.0`. */
function command(name: string): RegExp {
  return new RegExp(`(?:^|[\\s;&|/])${name}(?=[\\s=@/]|$)`, 'm');
}

/** The first that matches a step ran in it. */
export const scanners: readonly Scanner[] = [
  {
    tool: 'CodeQL',
    version: '2.23.5',
    url: 'https://codeql.github.com',
    gate: 'gate-1',
    action: /^github\/codeql-action\/analyze$/,
    seconds: 26,
  },
  {
    tool: 'Bandit',
    version: '1.9.1',
    url: 'https://bandit.readthedocs.io',
    gate: 'gate-1',
    command: command('bandit'),
    seconds: 6,
  },
  {
    tool: 'Semgrep',
    version: '1.142.0',
    url: 'https://semgrep.dev',
    gate: 'gate-1',
    command: command('semgrep'),
    seconds: 14,
  },
  {
    tool: 'SonarQube',
    version: '2026.1',
    url: 'https://www.sonarsource.com',
    gate: 'gate-1',
    command: /\bsonarqube_sarif\.py\b/,
    seconds: 20,
  },
  {
    tool: 'pip-audit',
    version: '2.10.0',
    url: 'https://github.com/pypa/pip-audit',
    gate: 'gate-1',
    command: command('pip-audit'),
    seconds: 7,
  },
  {
    tool: 'osv-scanner',
    version: '2.5.0',
    url: 'https://github.com/google/osv-scanner',
    gate: 'gate-1',
    action: /^google\/osv-scanner-action/,
    command: command('osv-scanner'),
    seconds: 7,
  },
  {
    tool: 'Dependency-Check',
    version: '13.0.0',
    url: 'https://owasp.org/www-project-dependency-check',
    gate: 'gate-1',
    command: /\bdependency-check-maven\b/,
    seconds: 30,
  },
  {
    tool: 'Snyk',
    version: '1.1307.4',
    url: 'https://snyk.io',
    gate: 'gate-1',
    command: command('snyk'),
    seconds: 9,
  },
  {
    tool: 'gitleaks',
    version: '8.30.0',
    url: 'https://github.com/gitleaks/gitleaks',
    gate: 'gate-1',
    action: /^gitleaks\/gitleaks-action$/,
    command: command('gitleaks'),
    seconds: 4,
  },
  {
    tool: 'checkov',
    version: '3.2.495',
    url: 'https://checkov.io',
    gate: 'gate-1',
    action: /^bridgecrewio\/checkov-action$/,
    command: command('checkov'),
    seconds: 8,
  },
  {
    tool: 'KICS',
    version: '2.2.0',
    url: 'https://kics.io',
    gate: 'gate-1',
    command: command('kics'),
    seconds: 12,
  },
  {
    tool: 'Scorecard',
    version: '5.3.0',
    url: 'https://scorecard.dev',
    gate: 'gate-1',
    action: /^ossf\/scorecard-action$/,
    seconds: 12,
  },
  {
    tool: 'zizmor',
    version: '1.29.0',
    url: 'https://zizmor.sh',
    gate: 'gate-1',
    action: /^zizmorcore\/zizmor-action$/,
    command: command('zizmor'),
    seconds: 3,
  },
  {
    tool: 'hadolint',
    version: '2.14.0',
    url: 'https://github.com/hadolint/hadolint',
    gate: 'gate-1',
    action: /^hadolint\/hadolint-action$/,
    command: command('hadolint'),
    seconds: 2,
  },
  {
    tool: 'Grype',
    version: '0.104.0',
    url: 'https://github.com/anchore/grype',
    gate: 'gate-2',
    action: /^anchore\/scan-action$/,
    command: command('grype'),
    seconds: 16,
  },
  {
    tool: 'Trivy',
    version: '0.67.2',
    url: 'https://trivy.dev',
    gate: 'gate-2',
    action: /^aquasecurity\/trivy-action$/,
    command: command('trivy'),
    seconds: 14,
  },
];
