import { readFileSync } from 'node:fs';
import { Parameters } from '../combinations/ParameterSpace';
import { Files } from '../Files';
import { GithubLanguageService } from '../github/GithubLanguageService';
import { GitlabCiLocal } from '../gitlab/GitlabCiLocal';
import { KubernetesModels } from '../kubernetes/KubernetesModels';
import { alertRules } from './alertRules';
import { answers } from './answers';
import { argocd } from './argocd';
import { azureJobs } from './azureJobs';
import { azureLanguage } from './azureLanguage';
import { catalogInfo } from './catalogInfo';
import { Check, Problem } from './Check';
import { checkoutCredentials } from './checkoutCredentials';
import { createDeliveryArtifactsCheck } from './deliveryArtifacts';
import { dependabot } from './dependabot';
import { dockerfiles } from './dockerfiles';
import { githubDelivery } from './githubDelivery';
import { createGitlabJobsCheck } from './gitlabJobs';
import { createGitlabLanguageCheck } from './gitlabLanguage';
import { createTestedDeliveryCheck } from './testedDelivery';
import { environmentNames } from './environmentNames';
import { flux } from './flux';
import { inventory } from './inventory';
import { jobs } from './jobs';
import { analysis } from './kubernetes/analysis';
import { identity } from './kubernetes/identity';
import { overlayInventory } from './kubernetes/inventory';
import { createObjectTypesCheck } from './kubernetes/objectTypes';
import { overlaysRender } from './kubernetes/overlaysRender';
import { podSecurity } from './kubernetes/podSecurity';
import { probes } from './kubernetes/probes';
import { references } from './kubernetes/references';
import { resilience } from './kubernetes/resilience';
import { rolloutServices } from './kubernetes/rolloutServices';
import { stageSettings } from './kubernetes/stageSettings';
import { links } from './links';
import { localCalls } from './localCalls';
import { permissions } from './permissions';
import { createPinsCheck, Pins, pinsSchema } from './pins';
import { promql } from './promql';
import { promtool, promtoolProgram } from './promtool';
import { renovate } from './renovate';
import { scriptInjection } from './scriptInjection';
import { secretsInScripts } from './secretsInScripts';
import { shellcheckProgram, shellScripts } from './shellScripts';
import { syntax } from './syntax';
import { templateMarks } from './templateMarks';
import { waivers } from './waivers';
import { createWorkflowLanguageCheck } from './workflowLanguage';

/** A problem and the check that found it. */
export type Finding = Problem & { check: string };

/** All rules for generated repositories, with the programs and processes that they need. */
export class Checks {
  readonly #service = GithubLanguageService.create();
  readonly #models = KubernetesModels.create();
  readonly #gitlab = GitlabCiLocal.create();
  readonly all: readonly Check[];
  /** What cannot be checked on this machine, in words. */
  readonly skipped: readonly string[];

  /** `pinsFile` is the data file of the actions that workflows may use. */
  static create(pinsFile: string): Checks {
    return new Checks(
      pinsSchema.parse(JSON.parse(readFileSync(pinsFile, 'utf8'))),
    );
  }

  private constructor(pins: Pins) {
    const inputs = Object.fromEntries(
      Object.entries(pins.actions).flatMap(([name, action]) =>
        action.inputs ? [[name, action.inputs]] : [],
      ),
    );
    this.all = [
      templateMarks,
      inventory,
      syntax,
      answers,
      environmentNames,
      createWorkflowLanguageCheck(this.#service, inputs),
      createPinsCheck(pins),
      permissions,
      checkoutCredentials,
      jobs,
      scriptInjection,
      localCalls,
      githubDelivery,
      createGitlabLanguageCheck(this.#gitlab),
      createGitlabJobsCheck(this.#gitlab),
      createTestedDeliveryCheck(this.#gitlab),
      azureLanguage,
      azureJobs,
      createDeliveryArtifactsCheck(this.#gitlab),
      dependabot,
      renovate,
      waivers,
      shellScripts,
      secretsInScripts,
      dockerfiles,
      catalogInfo,
      links,
      argocd,
      flux,
      promql,
      alertRules,
      promtool,
      createObjectTypesCheck(this.#models),
      overlaysRender,
      overlayInventory,
      podSecurity,
      stageSettings,
      probes,
      references,
      rolloutServices,
      resilience,
      identity,
      analysis,
    ];
    this.skipped = [
      ...(shellcheckProgram
        ? []
        : ['shell was not linted, because shellcheck is not here']),
      ...(promtoolProgram
        ? []
        : ['alert rules were only parsed, because promtool is not here']),
    ];
  }

  /** Runs every check on one rendering. */
  async run(files: Files, parameters: Parameters): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const check of this.all) {
      const problems = await check.run(files, parameters);
      findings.push(
        ...problems.map(problem => ({ ...problem, check: check.name })),
      );
    }
    return findings;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#service.stop(), this.#models.stop()]);
  }
}
