import { PodObject } from './WorkloadObject';

/** What people call it, the most telling first. */
const TROUBLES: [RegExp, string][] = [
  [/^OOMKilled$/, 'out of memory'],
  [
    /^(ImagePullBackOff|ErrImagePull|InvalidImageName|ErrImageNeverPull)$/,
    'image cannot be pulled',
  ],
  [/^CrashLoopBackOff$/, 'crash loop'],
  [/^CreateContainerConfigError$/, 'configuration or secret is missing'],
  [/^(CreateContainerError|RunContainerError)$/, 'container cannot be started'],
  [/^Unschedulable$/, 'no node has room'],
];

/** Why pods do not run, in few words; undefined if nothing is known to be wrong. */
export function podTrouble(pods: PodObject[]): string | undefined {
  const reasons = pods
    .filter(pod => !pod.deleting && !pod.ready)
    .flatMap(pod => pod.reasons);
  return TROUBLES.find(([pattern]) =>
    reasons.some(reason => pattern.test(reason)),
  )?.[1];
}
