import { JsonValue } from '@backstage/types';
import { Parameters, ParameterSpace } from './ParameterSpace';

type Choice = JsonValue | undefined;

/**
 * Combinations in which every choice of the form occurs, and every two choices that can be made together occur together at
 * least once. The first is what somebody gets who fills in nothing but the first choice everywhere. Always the same for the
 * same form.
 */
export function coverPairs(space: ParameterSpace): Parameters[] {
  const first = complete(space, {}, () => 0);
  if (!first) {
    throw new Error('The form cannot be filled in');
  }
  const combinations = [first];
  const uncovered = possiblePairs(space);
  removePairs(uncovered, space, first);

  for (const [key, seed] of uncovered) {
    if (!uncovered.has(key)) {
      continue;
    }
    const combination = complete(
      space,
      seed,
      (name, choice, made) =>
        [...space.names]
          .filter(other => other in made || other in seed)
          .filter(other => other !== name)
          .map(other =>
            pairKey(name, choice, other, made[other] ?? seed[other]),
          )
          .filter(pair => uncovered.has(pair)).length,
    );
    if (!combination) {
      throw new Error(`Nothing fits ${key}, though it is possible`);
    }
    combinations.push(combination);
    removePairs(uncovered, space, combination);
  }
  return combinations;
}

/** Pairs of choices that some filled-in form holds, each with the two choices. */
function possiblePairs(space: ParameterSpace): Map<string, Parameters> {
  const pairs = new Map<string, Parameters>();
  space.names.forEach((name, index) => {
    for (const choice of space.allChoices(name)) {
      for (const other of space.names.slice(index + 1)) {
        for (const otherChoice of space.allChoices(other)) {
          const seed = { [name]: choice, [other]: otherChoice };
          if (complete(space, seed, () => 0)) {
            pairs.set(pairKey(name, choice, other, otherChoice), seed);
          }
        }
      }
    }
  });
  return pairs;
}

/**
 * Fills in the form from top to bottom with the choices of `seed` and, elsewhere, the choice with the highest score.
 * Returns nothing if the seed cannot be had. It turns back only at fields that decide what others offer.
 */
function complete(
  space: ParameterSpace,
  seed: Parameters,
  score: (name: string, choice: Choice, made: Parameters) => number,
  made: Parameters = {},
  index: number = 0,
): Parameters | undefined {
  const name = space.names[index];
  if (name === undefined) {
    return made;
  }
  const offered = space.choices(name, made);
  const wanted =
    name in seed
      ? offered.filter(choice => choiceKey(choice) === choiceKey(seed[name]))
      : offered
          .map(choice => ({ choice, points: score(name, choice, made) }))
          .sort((a, b) => b.points - a.points)
          .map(({ choice }) => choice);
  const tries = space.deciding.has(name) ? wanted : wanted.slice(0, 1);
  for (const choice of tries) {
    const result = complete(
      space,
      seed,
      score,
      choice === undefined ? made : { ...made, [name]: choice },
      index + 1,
    );
    if (result) {
      return result;
    }
  }
  return undefined;
}

function removePairs(
  uncovered: Map<string, Parameters>,
  space: ParameterSpace,
  combination: Parameters,
): void {
  space.names.forEach((name, index) => {
    for (const other of space.names.slice(index + 1)) {
      uncovered.delete(
        pairKey(name, combination[name], other, combination[other]),
      );
    }
  });
}

function pairKey(
  name: string,
  choice: Choice,
  other: string,
  otherChoice: Choice,
): string {
  return [`${name}=${choiceKey(choice)}`, `${other}=${choiceKey(otherChoice)}`]
    .sort()
    .join(' & ');
}

function choiceKey(choice: Choice): string {
  return JSON.stringify(choice) ?? 'nothing';
}
