import { InputError } from '@backstage/errors';
import { JsonPath, JsonVisitor } from './JsonSplitter';
import { SarifRun } from './SarifRun';
import { SarifLimits, SarifScan } from './SarifScan';

const MAX_RULES = 25_000;
const MAX_EXTENSIONS = 100;

/** Picks from a SARIF log what is known of it; everything else is passed over, whatever it is named. */
export class SarifVisitor implements JsonVisitor {
  readonly #limits: Required<Omit<SarifLimits, 'bytes'>>;
  readonly #scans: SarifScan[] = [];
  #run = new SarifRun();
  #version: unknown;
  #hasRuns = false;
  #runs = 0;
  #results = 0;

  constructor(limits: SarifLimits) {
    this.#limits = {
      runs: limits.runs ?? 20,
      results: limits.results ?? 25_000,
      resultsInAll: limits.resultsInAll ?? 100_000,
    };
  }

  decide(path: JsonPath): 'enter' | 'take' | 'skip' {
    const [, run, part, index] = path;
    switch (path.length) {
      case 0:
        return 'enter';
      case 1:
        if (path[0] === 'version') {
          return 'take';
        }
        return path[0] === 'runs' ? 'enter' : 'skip';
      case 2:
        this.#runs = Number(run) + 1;
        return this.#runs <= this.#limits.runs ? 'enter' : 'skip';
      case 3:
        if (part === 'invocations') {
          return 'take';
        }
        return part === 'tool' || part === 'results' ? 'enter' : 'skip';
      case 4:
        if (part === 'results') {
          return this.#decideResult(Number(index));
        }
        return index === 'driver' || index === 'extensions' ? 'enter' : 'skip';
      default:
        return decideTool(path.slice(3));
    }
  }

  entered(path: JsonPath, kind: 'array' | 'object'): void {
    const isResults = path.length === 3 && path[2] === 'results';
    const isList = path.length === 1 || isResults;
    if (
      path.length <= 3 &&
      path[2] !== 'tool' &&
      isList !== (kind === 'array')
    ) {
      this.#refuse(path);
    }
    if (path.length === 1) {
      this.#hasRuns = true;
    } else if (path.length === 2) {
      this.#run = new SarifRun();
    } else if (isResults) {
      this.#run.resultsBegin();
    }
  }

  left(path: JsonPath): void {
    if (path.length === 2) {
      this.#scans.push(this.#run.finish());
    } else if (path.length === 3 && path[2] === 'tool') {
      this.#run.toolEnds();
    }
  }

  take(path: JsonPath, value: unknown): void {
    const [, , part, component, ...rest] = path;
    if (path.length === 1 && path[0] === 'version') {
      this.#version = value;
      this.#checkVersion();
    } else if (path.length < 3) {
      this.#refuse(path);
    } else if (path.length > 4) {
      this.#takeOfTool(component, rest, value);
    } else if (part === 'invocations') {
      this.#run.takeInvocations(value);
    } else if (part === 'results' && path.length === 4) {
      this.#run.takeResult(value);
    } else if (part === 'results' && value !== null) {
      this.#refuse(path);
    }
  }

  /** What was read, once the whole file was. */
  finish(): SarifScan[] {
    this.#checkVersion();
    if (!this.#hasRuns) {
      throw notSarif('it has no list of runs');
    }
    if (this.#runs > this.#limits.runs) {
      throw new InputError(
        `The SARIF file has ${this.#runs} runs; ${
          this.#limits.runs
        } are accepted`,
      );
    }
    return this.#scans;
  }

  /** Something else stands where a part of SARIF must be. */
  #refuse(path: JsonPath): never {
    switch (path.length) {
      case 0:
        throw notSarif('it is no object');
      case 1:
        throw notSarif('it has no list of runs');
      case 2:
        throw unreadableRun('it is no object');
      default:
        throw unreadableRun('its results are no list');
    }
  }

  #decideResult(index: number): 'take' | 'skip' {
    const { results, resultsInAll } = this.#limits;
    if (index >= results || this.#results >= resultsInAll) {
      this.#run.drop();
      return 'skip';
    }
    this.#results += 1;
    return 'take';
  }

  #takeOfTool(
    component: string | number,
    rest: JsonPath,
    value: unknown,
  ): void {
    const { rules } = this.#run;
    if (component === 'driver') {
      const [property, index] = rest;
      if (property === 'rules' && typeof index === 'number') {
        rules.add('driver', index, value);
      } else if (typeof property === 'string') {
        this.#run.describeTool(property, value);
      }
      return;
    }
    const [extension, , index] = rest;
    if (typeof extension === 'number' && typeof index === 'number') {
      rules.add(extension, index, value);
    }
  }

  #checkVersion(): void {
    if (this.#version !== '2.1.0') {
      throw notSarif(
        `its version is ${JSON.stringify(this.#version) ?? 'missing'}`,
      );
    }
  }
}

/** Decides about what is below `tool`. */
function decideTool([component, ...rest]: JsonPath): 'enter' | 'take' | 'skip' {
  if (component === 'driver') {
    const [property, index] = rest;
    if (property === 'rules') {
      return index === undefined ? 'enter' : takeUpTo(MAX_RULES, index);
    }
    return ['name', 'version', 'semanticVersion'].includes(String(property))
      ? 'take'
      : 'skip';
  }
  const [extension, property, index] = rest;
  if (typeof extension !== 'number' || extension >= MAX_EXTENSIONS) {
    return 'skip';
  }
  if (property === undefined || (property === 'rules' && index === undefined)) {
    return 'enter';
  }
  return property === 'rules' && index !== undefined
    ? takeUpTo(MAX_RULES, index)
    : 'skip';
}

function takeUpTo(limit: number, index: string | number): 'take' | 'skip' {
  return typeof index === 'number' && index < limit ? 'take' : 'skip';
}

function notSarif(why: string): InputError {
  return new InputError(`The file is not SARIF 2.1.0: ${why}`);
}

function unreadableRun(why: string): InputError {
  return new InputError(`A run of the SARIF file cannot be read: ${why}`);
}
