import { createHash } from 'node:crypto';
import { ImageBehaviour } from '../../images/ImageStore';
import { versionFor } from './chooseVersion';
import { StepContext, StepEffect, succeeded } from './StepEffect';

/** `docker/build-push-action`: the digest is derived from the commit, so that a second build gives the same. */
export const buildImage: StepEffect = {
  name: 'image',
  isCheck: true,
  matches: step => step.action === 'docker/build-push-action',
  seconds: () => 32,
  async apply(context) {
    const { run, images, releases, clock } = context;
    const repository = `${run.owner}/${run.repo}`;
    const image = imageNameOf(context);
    const digest = imageDigest(repository, run.trigger.commit, image);
    if (context.step.inputs.push === 'false') {
      context.log(`exporting nothing, ${digest} was only built`);
      return succeeded({ digest, imageid: digest });
    }
    const version = versionFor(context);
    // What a pull request builds is no release.
    if (run.trigger.event !== 'pull_request') {
      run.release = { version, commit: run.trigger.commit, image, digest };
      releases.add(repository, run.release);
    }
    images.push({
      name: image,
      digest,
      version,
      commit: run.trigger.commit,
      builtAt: clock.now().toISOString(),
      ...behaviourOf(context),
    });
    context.log(`pushing manifest for ${image}:${version}@${digest}`);
    return succeeded({ digest, imageid: digest });
  },
};

/** The digest that the sandbox gives the image of a commit. */
export function imageDigest(
  repository: string,
  commit: string,
  image: string,
): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([repository, commit, image]))
    .digest('hex');
  return `sha256:${hash}`;
}

function imageNameOf({ step, run }: StepContext): string {
  const [first] = (step.inputs.tags ?? '').split(/[\s,]+/).filter(Boolean);
  const named = first?.replace(/(?:@sha256:[0-9a-f]+|:[^:/]+)$/, '');
  return named || `ghcr.io/${run.owner}/${run.repo}`.toLowerCase();
}

function behaviourOf({ sandboxFile }: StepContext) {
  const behaviour: Record<string, ImageBehaviour> = {};
  const unavailableIn: string[] = [];
  for (const [environment, kind] of Object.entries(
    sandboxFile.release.unhealthyIn,
  )) {
    switch (kind) {
      case 'crash-loop':
        behaviour[environment] = {
          kind,
          message:
            "KeyError: 'DATABASE_POOL_SIZE' while the application started",
        };
        break;
      case 'high-error-rate':
        behaviour[environment] = { kind, errorRate: 0.18 };
        break;
      case 'image-pull-error':
        unavailableIn.push(environment);
        break;
      default:
        throw new Error(`Unexpected ${kind satisfies never}`);
    }
  }
  return { behaviour, unavailableIn };
}
