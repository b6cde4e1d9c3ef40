import { buildImage } from './buildImage';
import { checkOut } from './checkOut';
import { chooseVersion } from './chooseVersion';
import { copyImage } from './copyImage';
import { deployRelease } from './deployRelease';
import { downloadArtifact } from './downloadArtifact';
import { exitWithError } from './exitWithError';
import { findNewerRelease } from './findNewerRelease';
import { judgeFindings } from './judgeFindings';
import { listReleases } from './listReleases';
import { proveRelease } from './proveRelease';
import { reportToPortal } from './reportToPortal';
import { runTests } from './runTests';
import { scan } from './scan';
import { ResolvedStep, StepEffect, succeeded } from './StepEffect';
import { uploadArtifact } from './uploadArtifact';
import { uploadSarif } from './uploadSarif';
import { writeOutputs } from './writeOutputs';
import { writeReleaseReport } from './writeReleaseReport';

/** The first that matches is what a step does. */
const stepEffects: readonly StepEffect[] = [
  checkOut,
  judgeFindings,
  deployRelease,
  buildImage,
  copyImage,
  uploadSarif,
  uploadArtifact,
  downloadArtifact,
  writeReleaseReport,
  reportToPortal,
  scan,
  chooseVersion,
  proveRelease,
  runTests,
  listReleases,
  findNewerRelease,
  writeOutputs,
  exitWithError,
];

/** A step that the sandbox does not imitate takes its time and succeeds. */
const ordinary: StepEffect = {
  name: 'ordinary',
  isCheck: false,
  matches: () => true,
  seconds: step => (step.action ? 2 : 4),
  async apply() {
    return succeeded();
  },
};

/** What a step leaves behind. */
export function effectOf(step: ResolvedStep): StepEffect {
  return stepEffects.find(effect => effect.matches(step)) ?? ordinary;
}
