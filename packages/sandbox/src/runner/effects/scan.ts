import { SandboxFinding } from '../SandboxFile';
import { createSarif } from '../sarif/createSarif';
import { Scanner, scanners } from '../sarif/scanners';
import { ResolvedStep, StepContext, StepEffect, succeeded } from './StepEffect';
import { normalise } from '../Workspace';
import { uploadAnalyses } from './uploadSarif';

/** What quarantines a release whose `.sandbox.yaml` names no critical finding of its image itself. */
const QUARANTINING = {
  rule: 'CVE-2026-21718',
  title: 'Out-of-bounds write in the TLS record parser',
  severity: 'critical',
  package: 'openssl',
  installed: '3.0.15',
  fixed: '3.0.19',
} as const;

/** Scanners: each writes what `.sandbox.yaml` says that it finds. */
export const scan: StepEffect = {
  name: 'scan',
  isCheck: true,
  matches: step => scannerOf(step) !== undefined,
  seconds: step => scannerOf(step)?.seconds ?? 10,
  async apply(context) {
    const { step, workspace } = context;
    const scanner = scannerOf(step);
    if (!scanner) {
      return succeeded();
    }
    const findings = findingsOf(context, scanner);
    const critical = findings.filter(each => each.severity === 'critical');
    const sarif = createSarif(
      scanner,
      findings,
      step.inputs.image || step.inputs['image-ref'],
    );
    const path = outputPathOf(step, scanner);
    workspace.write(path, sarif);
    context.log(`${scanner.tool} ${scanner.version}: ${findings.length} found`);
    findings.forEach(each =>
      context.log(`  ${each.severity}  ${describe(each)}`),
    );
    if (isAnalyze(step) && step.inputs.upload !== 'never') {
      uploadAnalyses(context, [sarif], step.inputs);
    }
    if (failsBuild(step, scanner) && critical.length > 0) {
      return {
        conclusion: 'failure',
        message: `${scanner.tool} found ${critical.map(describe).join(', ')}`,
      };
    }
    return succeeded({ sarif: path, 'sarif-output': path });
  },
};

function scannerOf(step: ResolvedStep): Scanner | undefined {
  return scanners.find(({ action, command }) =>
    step.action ? action?.test(step.action) : command?.test(step.run),
  );
}

function findingsOf(
  { sandboxFile }: StepContext,
  scanner: Scanner,
): SandboxFinding[] {
  const findings = sandboxFile.findings.filter(
    each => each.tool.toLowerCase() === scanner.tool.toLowerCase(),
  );
  const needsCritical =
    sandboxFile.release.quarantine &&
    scanner.gate === 'gate-2' &&
    !findings.some(each => each.severity === 'critical');
  return needsCritical
    ? [...findings, { tool: scanner.tool, ...QUARANTINING }]
    : findings;
}

function describe(finding: SandboxFinding): string {
  return finding.package
    ? `${finding.rule} in ${finding.package} ${finding.installed ?? ''}`.trim()
    : `${finding.rule}${finding.path ? ` in ${finding.path}` : ''}`;
}

/** As the action does by itself unless told otherwise. */
function failsBuild(step: ResolvedStep, scanner: Scanner): boolean {
  return (
    scanner.action !== undefined &&
    step.action === 'anchore/scan-action' &&
    step.inputs['fail-build'] !== 'false'
  );
}

function isAnalyze(step: ResolvedStep): boolean {
  return step.action === 'github/codeql-action/analyze';
}

const WRITTEN =
  /(?:--output(?:-file)?|--output-file-path|--report-path|--sarif-output|--sarif-file-output|-o|-r|>)[= ]\s*"?([^\s"]+\.(?:sarif|json))"?/;
const MOVED = /\bmv\s+"?[^\s"]+"?\s+"?([^\s"]+\.sarif)"?/;

/** Where the scanner writes to, or where the script moves that. */
function outputPathOf(step: ResolvedStep, scanner: Scanner): string {
  const { inputs } = step;
  if (isAnalyze(step)) {
    return normalise(`${inputs.output || '../results'}/results.sarif`);
  }
  const script = [step.run, inputs['scan-args'], inputs.args].join('\n');
  const named =
    inputs['output-file'] ||
    inputs.output ||
    inputs.output_file_path ||
    inputs.results_file ||
    MOVED.exec(script)?.[1] ||
    WRITTEN.exec(script)?.[1];
  return normalise(named ?? `${scanner.tool.toLowerCase()}.sarif`);
}
