import { shortMessage } from '@fairway/backstage-plugin-delivery-node';
import { ContainerTrouble, PodObject } from './WorkloadObject';

interface Kind {
  pattern: RegExp;
  /** What people call it. */
  text: string;
  /** The kubelet's own words name what is missing. */
  quotes?: boolean;
}

/** The most telling first. */
const KINDS: Kind[] = [
  { pattern: /^OOMKilled$/, text: 'out of memory' },
  {
    pattern:
      /^(ImagePullBackOff|ErrImagePull|InvalidImageName|ErrImageNeverPull)$/,
    text: 'image cannot be pulled',
  },
  { pattern: /^CrashLoopBackOff$/, text: 'crash loop' },
  {
    pattern: /^CreateContainerConfigError$/,
    text: 'configuration or secret is missing',
    quotes: true,
  },
  {
    pattern: /^(CreateContainerError|RunContainerError|ContainerCannotRun)$/,
    text: 'container cannot be started',
    quotes: true,
  },
  { pattern: /^Error$/, text: 'stopped' },
  { pattern: /^Unschedulable$/, text: 'no node has room', quotes: true },
];

/** Why pods do not run, in few words and in the kubelet's own; undefined if nothing is known to be wrong. */
export function podTrouble(
  pods: PodObject[],
): { message: string; details: string[] } | undefined {
  const troubles = pods
    .filter(pod => !pod.deleting && !pod.ready)
    .flatMap(pod => pod.troubles);
  for (const kind of KINDS) {
    const trouble = troubles.find(({ reason }) => kind.pattern.test(reason));
    if (trouble) {
      const details = troubles.flatMap(({ message }) => message ?? []);
      return {
        message: shortMessage(sentenceOf(kind, trouble, troubles)),
        details: [...new Set(details)].slice(0, 3),
      };
    }
  }
  return undefined;
}

function sentenceOf(
  { text, quotes }: Kind,
  { container, message }: ContainerTrouble,
  all: ContainerTrouble[],
): string {
  const exit = all.find(
    each => each.container === container && each.exitCode !== undefined,
  );
  const where = container ? `${text} in container ${container}` : text;
  if (quotes && message) {
    return `${where}: ${message}`;
  }
  return exit && /^(crash loop|stopped)$/.test(text)
    ? `${where}: exit ${exit.exitCode}`
    : where;
}
