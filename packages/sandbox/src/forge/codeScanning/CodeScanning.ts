import { randomUUID } from 'node:crypto';
import { InputError } from '@backstage/errors';
import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';
import { RepositoryStore } from '../repositories/RepositoryStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { repositoryKey } from '../storage/repositoryKey';
import { Sequences } from '../storage/Sequences';
import { deriveAlerts } from './deriveAlerts';
import {
  AlertEvent,
  AlertRecord,
  AnalysisRecord,
  NewAnalysis,
  SarifLog,
  SarifRun,
  SarifUploadRecord,
} from './records';

/** Keeps SARIF analyses and the alerts that follow from those of the default branch. */
export class CodeScanning {
  readonly #analyses: RepositoryDocuments<AnalysisRecord>;
  readonly #alerts: RepositoryDocuments<AlertRecord>;
  readonly #documents: DocumentCollection<SarifLog>;
  readonly #uploads: DocumentCollection<SarifUploadRecord>;
  readonly #repositories: RepositoryStore;
  readonly #sequences: Sequences;
  readonly #store: DocumentStore;
  readonly #changed: (event: AlertEvent) => void;

  constructor(options: {
    store: DocumentStore;
    repositories: RepositoryStore;
    sequences: Sequences;
    changed: (event: AlertEvent) => void;
  }) {
    this.#analyses = new RepositoryDocuments(options.store, 'analyses');
    this.#alerts = new RepositoryDocuments(options.store, 'alerts');
    this.#documents = options.store.collection('forge-sarif');
    this.#uploads = options.store.collection('forge-sarif-uploads');
    this.#repositories = options.repositories;
    this.#sequences = options.sequences;
    this.#store = options.store;
    this.#changed = options.changed;
  }

  /** Takes a document in and notes that it came. */
  upload(input: NewAnalysis): SarifUploadRecord {
    const [{ owner, repo, sarifId }] = this.addAll(input);
    return this.#note({ id: sarifId, owner, repo, errors: [] });
  }

  /** Notes a document that could not be taken in. */
  refuse(owner: string, repo: string, errors: string[]): SarifUploadRecord {
    return this.#note({ id: randomUUID(), owner, repo, errors });
  }

  findUpload(owner: string, repo: string, id: string) {
    return this.#uploads.get(`${repositoryKey(owner, repo)}/${id}`);
  }

  #note(upload: SarifUploadRecord): SarifUploadRecord {
    const { owner, repo, id } = upload;
    this.#uploads.put(`${repositoryKey(owner, repo)}/${id}`, upload);
    return upload;
  }

  /** One analysis per run of the document; returns them in order. */
  addAll(input: NewAnalysis): AnalysisRecord[] {
    const [first] = input.sarif.runs;
    if (!first) {
      throw new InputError(
        'The SARIF document has no run; it must have at least one',
      );
    }
    const { owner, name } = this.#repositories.require(input.owner, input.repo);
    const sarifId = randomUUID();
    const events: AlertEvent[] = [];
    const analyses = this.#store.transaction(() =>
      input.sarif.runs.map(run => {
        const { driver } = run.tool;
        const analysis = this.#analyses.put({
          id: this.#sequences.next('analysis'),
          owner,
          repo: name,
          ref: input.ref,
          commitSha: input.commitSha,
          category: input.category ?? categoryOf(run),
          toolName: driver.name,
          toolVersion: driver.semanticVersion ?? driver.version,
          sarifId,
          resultsCount: run.results?.length ?? 0,
          rulesCount: driver.rules?.length ?? 0,
          createdAt: (input.createdAt ?? new Date()).toISOString(),
        });
        this.#documents.put(String(analysis.id), {
          ...input.sarif,
          runs: [run],
        });
        events.push(...this.#follow(analysis, run, input.by ?? owner));
        return analysis;
      }),
    );
    if (!input.silent) {
      events.forEach(event => this.#changed(event));
    }
    return analyses;
  }

  /** Newest first. */
  analyses(owner: string, repo: string): AnalysisRecord[] {
    return this.#analyses
      .list(owner, repo)
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id);
  }

  findAnalysis(owner: string, repo: string, id: number) {
    return this.#analyses.findIn(owner, repo, id);
  }

  sarif(analysis: AnalysisRecord): SarifLog | undefined {
    return this.#documents.get(String(analysis.id));
  }

  deleteAnalysis(analysis: AnalysisRecord): void {
    this.#documents.delete(String(analysis.id));
    this.#analyses.delete(analysis);
  }

  /** Newest first. */
  alerts(owner: string, repo: string): AlertRecord[] {
    return this.#alerts.list(owner, repo).reverse();
  }

  findAlert(owner: string, repo: string, number: number) {
    return this.#alerts
      .list(owner, repo)
      .find(alert => alert.number === number);
  }

  /** What a person decides; nothing opens the alert again. */
  decide(
    alert: AlertRecord,
    dismissal: AlertRecord['dismissal'],
    sender: string,
  ): AlertRecord {
    const decided = this.#alerts.put({
      ...alert,
      dismissal,
      updatedAt: new Date().toISOString(),
    });
    if (Boolean(alert.dismissal) !== Boolean(dismissal)) {
      const action = dismissal ? 'closed_by_user' : 'reopened_by_user';
      this.#changed({ action, alert: decided, sender });
    }
    return decided;
  }

  deleteAll(owner: string, repo: string): void {
    for (const analysis of this.#analyses.list(owner, repo)) {
      this.deleteAnalysis(analysis);
    }
    this.#alerts.deleteAll(owner, repo);
    for (const { key } of this.#uploads.list(
      `${repositoryKey(owner, repo)}/`,
    )) {
      this.#uploads.delete(key);
    }
  }

  /** Opens, keeps and fixes alerts: the scan is complete for its tool and category. */
  #follow(
    analysis: AnalysisRecord,
    run: SarifRun,
    sender: string,
  ): AlertEvent[] {
    const { owner, repo, toolName, category, createdAt } = analysis;
    const { defaultBranch } = this.#repositories.require(owner, repo);
    if (analysis.ref !== `refs/heads/${defaultBranch}`) {
      return [];
    }
    const events: AlertEvent[] = [];
    const known = this.#alerts
      .list(owner, repo)
      .filter(
        alert => alert.toolName === toolName && alert.category === category,
      );
    const observations = deriveAlerts(analysis, run);
    const seenIn = {
      ref: analysis.ref,
      commitSha: analysis.commitSha,
      analysisId: analysis.id,
      toolVersion: analysis.toolVersion,
      toolGuid: run.tool.driver.guid,
      updatedAt: createdAt,
    };
    for (const observation of observations) {
      const before = known.find(
        alert => alert.observation.fingerprint === observation.fingerprint,
      );
      const alert = this.#alerts.put({
        ...(before ?? {
          id: this.#sequences.next('alert'),
          number: this.#sequences.next(`alert:${repositoryKey(owner, repo)}`),
          owner,
          repo,
          toolName,
          category,
          createdAt,
        }),
        ...seenIn,
        observation,
        fixedAt: undefined,
      });
      if (!before) {
        events.push({ action: 'created', alert, sender });
      } else if (before.fixedAt) {
        events.push({ action: 'reopened', alert, sender });
      }
    }
    const present = new Set(observations.map(seen => seen.fingerprint));
    for (const alert of known) {
      if (!alert.fixedAt && !present.has(alert.observation.fingerprint)) {
        const fixed = this.#alerts.put({
          ...alert,
          fixedAt: createdAt,
          updatedAt: createdAt,
        });
        events.push({ action: 'fixed', alert: fixed, sender });
      }
    }
    return events;
  }
}

/** CodeQL writes `category/run-id`; the part before the last slash names the category. */
function categoryOf(run: SarifRun): string {
  return run.automationDetails?.id?.replace(/\/[^/]*$/, '') ?? '';
}
