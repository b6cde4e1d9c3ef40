import { RenderedFile } from '../git/snapshotScript';
import { blobOf } from '../git/blobOf';
import { obstaclesIn } from '../git/obstaclesIn';
import { placesOf } from './placesOf';

/** What a repository gets and what it keeps. */
export type AdditionPlan = {
  added: RenderedFile[];
  /** Stay as they are; `path` is where the repository has it, `rendered` where the template would. */
  left: { path: string; rendered: string }[];
  /** Cannot be added: `path` of the repository stands where the template has `rendered` or a folder above it. */
  blocked: { path: string; rendered: string }[];
};

/**
 * Splits the files of the template into those that a repository lacks, those that it has, there or where the same thing
 * may also be, and those that have no room. Files that are the same anyway are of neither kind.
 */
export function planAddition(
  files: RenderedFile[],
  present: Map<string, string>,
): AdditionPlan {
  const byPlace = new Map(
    [...present.keys()].map(path => [path.toLowerCase(), path]),
  );
  const added: RenderedFile[] = [];
  const left: AdditionPlan['left'] = [];
  const blocked: AdditionPlan['blocked'] = [];
  const obstacleTo = obstaclesIn(present.keys());
  for (const file of files) {
    const place = placesOf(file.path).find(each => byPlace.has(each));
    const path = place && byPlace.get(place);
    const obstacle = obstacleTo(file.path);
    if (!path && obstacle) {
      blocked.push({ path: obstacle, rendered: file.path });
    } else if (!path) {
      added.push(file);
    } else if (present.get(path) !== blobOf(file.content)) {
      left.push({ path, rendered: file.path });
    }
  }
  return { added, left, blocked };
}
