import { Files } from '../Files';
import { Checkout } from './Checkout';
import { Outcome } from './Outcome';
import { Plan, Step } from './servicePlans';
import { Toolbox } from './Toolbox';
import { ToolName } from './Tool';

/** Runs all steps of a plan in a checkout of its own; what this machine cannot do is skipped, with the reason. */
export async function* runPlan(
  plan: Plan,
  files: Files,
  toolbox: Toolbox,
): AsyncGenerator<Outcome> {
  const checkout = await Checkout.create(files, plan.repository);
  try {
    // Tools look for the root of the repository.
    await checkout.run('git init --quiet');
    let obstacle = await findObstacle(plan, checkout, toolbox);
    for (const step of plan.steps) {
      const outcome = await runStep(step, obstacle);
      yield outcome;
      if (step.isInstallation && outcome.verdict === 'failed') {
        obstacle = 'the installation failed';
      }
    }
  } finally {
    await checkout.remove();
  }

  async function runStep(step: Step, obstacle?: string): Promise<Outcome> {
    const about = { subject: plan.subject, step: step.name };
    const reason = obstacle ?? (await findMissing(step.tools, toolbox));
    if (reason !== undefined) {
      return { ...about, verdict: 'skipped', detail: reason };
    }
    try {
      const detail = await checkout.run(step.command, toolbox.variables);
      return { ...about, verdict: 'passed', detail };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { ...about, verdict: 'failed', detail };
    }
  }
}

async function findObstacle(
  plan: Plan,
  checkout: Checkout,
  toolbox: Toolbox,
): Promise<string | undefined> {
  for (const { command, tools, otherwise } of plan.conditions) {
    const missing = await findMissing(tools, toolbox);
    if (missing !== undefined) {
      return missing;
    }
    try {
      await checkout.run(command, toolbox.variables);
    } catch {
      return otherwise;
    }
  }
  return undefined;
}

async function findMissing(
  tools: ToolName[],
  toolbox: Toolbox,
): Promise<string | undefined> {
  for (const tool of tools) {
    const missing = await toolbox.findObstacle(tool);
    if (missing !== undefined) {
      return missing;
    }
  }
  return undefined;
}
