import { createHash } from 'node:crypto';
import {
  createScope,
  defaultEnvironment,
  ProgressStatus,
  StepResult,
} from './createScope';
import { ResolvedStep, StepContext, StepOutcome } from './effects/StepEffect';
import { effectOf } from './effects/stepEffects';
import { ExpressionScope, isTruthy } from './expressions/ExpressionValue';
import {
  evaluateCondition,
  evaluateText,
  interpolate,
  interpolateAll,
} from './expressions/interpolate';
import { JobMachine } from './JobMachine';
import { JobOptions } from './JobOptions';
import { readLocalAction } from './readLocalAction';
import { SandboxStoppedError } from './RunnerContext';
import { RunState } from './RunState';
import { StepLog } from './StepLog';
import { CompositeAction } from './workflow/parseAction';
import { nameOf, WorkflowStep } from './workflow/stepSchema';

/** GitHub's own limit of composite actions within each other. */
const DEPTH = 10;

/** What the steps of a job, or of a composite action, have around them. */
export interface StepSurroundings {
  job: JobOptions;
  machine: JobMachine;
  log: StepLog;
  /** `env` of what is around the steps, outermost first: each may name what those before it set. */
  env: readonly Record<string, string>[];
  /** Only steps of a composite action have it. */
  action?: { inputs: Record<string, string>; path: string; depth: number };
}

/** Steps, one after another: those of a job, or of a composite action. */
export class StepSequence {
  status: ProgressStatus;
  readonly #around: StepSurroundings;
  readonly #results: Record<string, StepResult> = {};

  constructor(around: StepSurroundings, status: ProgressStatus = 'success') {
    this.#around = around;
    this.status = status;
  }

  /** Runs a step unless its condition holds it back; the job goes on to the next one in any case. */
  async walk(
    step: WorkflowStep,
    options: { isLast: boolean; onBegin?: () => void },
  ): Promise<StepResult['conclusion']> {
    if (this.#around.machine.isCancelled) {
      this.status = 'cancelled';
    }
    const outcome = await this.#attempt(step, options);
    if (!outcome || outcome.conclusion === 'success') {
      return this.#remember(step, {
        outcome: outcome ? 'success' : 'skipped',
        conclusion: outcome ? 'success' : 'skipped',
        outputs: outcome?.outputs ?? {},
      });
    }
    this.#around.log.write(`##[error]${outcome.message}`);
    const failed = this.status === 'cancelled' ? 'cancelled' : 'failure';
    const isTolerated = failed === 'failure' && this.#isTolerated(step);
    if (failed === 'failure' && !isTolerated) {
      this.status = 'failure';
    }
    return this.#remember(step, {
      outcome: failed,
      conclusion: isTolerated ? 'success' : failed,
      outputs: outcome.outputs ?? {},
    });
  }

  /** What an expression behind the steps sees. */
  scope(ofStep: Record<string, string> = {}): ExpressionScope {
    return this.#createScope(this.#environment(ofStep));
  }

  /** Undefined if the step's condition does not hold. */
  async #attempt(
    step: WorkflowStep,
    { isLast, onBegin }: { isLast: boolean; onBegin?: () => void },
  ): Promise<StepOutcome | undefined> {
    try {
      if (!evaluateCondition(step.if, this.scope(step.env))) {
        return undefined;
      }
      onBegin?.();
      const outcome = step.uses?.startsWith('./')
        ? await this.#performAction(step, step.uses)
        : await this.#perform(this.#resolve(step), isLast);
      const { machine } = this.#around;
      return isLast && outcome.conclusion === 'success' && machine.takeFailure()
        ? {
            conclusion: 'failure',
            message: 'Process completed with exit code 1.',
          }
        : outcome;
    } catch (error) {
      if (error instanceof SandboxStoppedError) {
        throw error;
      }
      return {
        conclusion: 'failure',
        message: error instanceof Error ? error.message : String(error),
      };
    }
  }

  async #perform(step: ResolvedStep, isLast: boolean): Promise<StepOutcome> {
    const { job, machine, log } = this.#around;
    const effect = effectOf(step);
    log.write(`##[group]Run ${step.action ?? step.run.trim()}`);
    log.write('##[endgroup]');
    await machine.wait(effect.seconds(step) * jitter(job.run, step.name));
    const { interruption } = machine;
    if (interruption && this.status !== 'cancelled') {
      this.status = 'cancelled';
      return { conclusion: 'failure', message: interruption };
    }
    const context = this.#stepContext(step);
    if ((effect.isCheck || isLast) && machine.takeFailure()) {
      return {
        conclusion: 'failure',
        message:
          effect.fail?.(context) ?? 'Process completed with exit code 1.',
      };
    }
    return effect.apply(context);
  }

  /** An action of the repository itself: its steps run here, and a failed one fails the step that uses it. */
  async #performAction(step: WorkflowStep, uses: string): Promise<StepOutcome> {
    const { job, machine, log, action } = this.#around;
    const depth = (action?.depth ?? 0) + 1;
    if (depth > DEPTH) {
      return {
        conclusion: 'failure',
        message: `Actions use each other more than ${DEPTH} levels deep`,
      };
    }
    log.write(`##[group]Run ${uses}`);
    log.write('##[endgroup]');
    const found = await readLocalAction(
      job.context.forge,
      machine.workspace,
      uses,
    );
    if (found.kind === 'program') {
      await machine.wait(2);
      return { conclusion: 'success', outputs: {} };
    }
    const inner = new StepSequence(
      {
        ...this.#around,
        env: [this.#environment(step.env)],
        action: {
          inputs: this.#inputsOf(step, found.action),
          path: uses.slice('./'.length),
          depth,
        },
      },
      this.status === 'cancelled' ? 'cancelled' : 'success',
    );
    return inner.#runAction(found.action, this);
  }

  async #runAction(
    { runs, outputs }: CompositeAction,
    caller: StepSequence,
  ): Promise<StepOutcome> {
    for (const step of runs.steps) {
      await this.walk(step, { isLast: false });
    }
    if (this.status === 'cancelled') {
      caller.status = 'cancelled';
    }
    if (this.status !== 'success') {
      return {
        conclusion: 'failure',
        message: 'A step of the action did not succeed.',
      };
    }
    const texts = Object.entries(outputs).map(
      ([name, { value }]) => [name, value] as const,
    );
    return {
      conclusion: 'success',
      outputs: interpolateAll(Object.fromEntries(texts), this.scope()),
    };
  }

  #inputsOf(
    step: WorkflowStep,
    { inputs }: CompositeAction,
  ): Record<string, string> {
    const given = interpolateAll(step.with, this.scope(step.env));
    const unknown = Object.keys(given).filter(name => !(name in inputs));
    if (unknown.length > 0) {
      this.#around.log.write(
        `##[warning]Unexpected input(s) '${unknown.join(
          "', '",
        )}', valid inputs are ['${Object.keys(inputs).join("', '")}']`,
      );
    }
    const defaults = Object.entries(inputs).map(
      ([name, input]) => [name, String(input.default ?? '')] as const,
    );
    return {
      ...interpolateAll(Object.fromEntries(defaults), this.scope(step.env)),
      ...given,
    };
  }

  #stepContext(step: ResolvedStep): StepContext {
    const { job, machine, log } = this.#around;
    return {
      ...job.context,
      step,
      run: job.run,
      jobId: job.job.jobId,
      needs: Object.fromEntries(
        Object.entries(job.needs).map(([id, need]) => [id, need.result]),
      ),
      workspace: machine.workspace,
      sandboxFile: job.sandboxFile,
      log: line => log.write(line),
    };
  }

  #resolve(step: WorkflowStep): ResolvedStep {
    const scope = this.scope(step.env);
    return {
      id: step.id,
      name: interpolate(nameOf(step), scope),
      action: step.uses?.replace(/@.*$/, ''),
      run: interpolate(step.run ?? '', scope),
      inputs: interpolateAll(step.with, scope),
      env: {
        ...defaultEnvironment(this.#around.job.run),
        ...this.#environment(step.env),
      },
    };
  }

  #isTolerated(step: WorkflowStep): boolean {
    const text = String(step['continue-on-error']);
    const value = evaluateText(text, this.scope(step.env));
    return value !== 'false' && isTruthy(value);
  }

  #environment(ofStep: Record<string, string>): Record<string, string> {
    let env: Record<string, string> = {};
    for (const level of [...this.#around.env, ofStep]) {
      env = { ...env, ...interpolateAll(level, this.#createScope(env)) };
    }
    return env;
  }

  #createScope(env: Record<string, string>): ExpressionScope {
    const { job, action } = this.#around;
    return createScope({
      run: job.run,
      call: job.call,
      status: this.status,
      jobId: job.job.jobId,
      needs: job.needs,
      matrix: job.job.cell,
      env,
      steps: this.#results,
      action,
    });
  }

  #remember(step: WorkflowStep, result: StepResult): StepResult['conclusion'] {
    if (step.id) {
      this.#results[step.id] = result;
    }
    return result.conclusion;
  }
}

/** Between 0.85 and 1.15, the same for the same step of the same commit. */
function jitter(run: RunState, step: string): number {
  const [byte] = createHash('sha256')
    .update(`${run.trigger.commit} ${step}`)
    .digest();
  return 0.85 + (0.3 * byte) / 255;
}
