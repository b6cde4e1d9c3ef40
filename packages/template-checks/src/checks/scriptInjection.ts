import { stepsIn } from '../github/workflows';
import { Check } from './Check';

/**
 * Scripts hold no expression at all: what a pull request's author can write into an expression would be run. Values come
 * through the environment.
 */
export const scriptInjection: Check = {
  name: 'scripts hold no expressions',
  run: files =>
    stepsIn(files).flatMap(({ path, place, step }) => {
      const script =
        step.run ??
        (step.uses?.startsWith('actions/github-script@')
          ? String(step.with?.script ?? '')
          : '');
      return [...script.matchAll(/\$\{\{\s*(.*?)\s*\}\}/g)].map(match => ({
        path,
        message: `${place} puts '${match[1]}' into its script; pass it by env`,
      }));
    }),
};
