import { readWords } from '../shell/readWords';
import { StepEffect, succeeded } from './StepEffect';

const COPY = /\bskopeo copy\b/;

/** `skopeo copy`: an image gets another name. What leaves quarantine is the release under its own name. */
export const copyImage: StepEffect = {
  name: 'copy-image',
  isCheck: false,
  matches: step => COPY.test(step.run),
  seconds: () => 6,
  async apply({ step, run, images, releases, log }) {
    const places = (readWords(step.run, COPY, step.env) ?? [])
      .filter(word => word.startsWith('docker://'))
      .map(word => word.slice('docker://'.length));
    const [source = '', target = ''] = places;
    const digest = /@(sha256:[0-9a-f]{64})$/.exec(source)?.[1];
    const image = digest && images.pull(digest);
    if (!image) {
      return {
        conclusion: 'failure',
        message: `reading manifest ${source}: manifest unknown`,
      };
    }
    const name = target.replace(/(?:@sha256:[0-9a-f]+|:[^:/]+)$/, '');
    if (name !== image.name) {
      images.push({ ...image, name });
    }
    if (run.release?.digest === digest && name !== run.release.image) {
      run.release = { ...run.release, image: name };
      releases.add(`${run.owner}/${run.repo}`, run.release);
    }
    log(`Copied ${source} to ${target}`);
    return succeeded();
  },
};
