import { Files } from '../Files';
import { Problem } from './Check';

/** Tests of the scripts of a service that nothing in the shell of its pipeline names. */
export function findUntestedScripts(files: Files, shell: string): Problem[] {
  return [...files.keys()]
    .filter(path => /^service\/.+-test\.mjs$/.test(path))
    .filter(
      path => !shell.includes(`node --test ${path.replace('service/', '')}`),
    )
    .map(path => ({ path, message: 'is a test that no pipeline runs' }));
}
