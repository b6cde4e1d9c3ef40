import { simpleUserOf } from '../accounts/accountJson';
import { ForgeServices } from '../ForgeServices';
import { wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';
import { alertState } from './deriveAlerts';
import { AlertRecord } from './records';

/** An alert; alone it explains its rule, in lists it only names it. */
export function alertJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  alert: AlertRecord,
  options: { withHelp: boolean },
) {
  const { accounts, urls } = services;
  const { dismissal, number } = alert;
  const api = urls.repositoryApi(repository, 'code-scanning', 'alerts', number);
  return {
    number,
    created_at: wireTime(alert.createdAt),
    updated_at: wireTime(alert.updatedAt),
    url: api,
    html_url: urls.repositoryHtml(
      repository,
      'security',
      'code-scanning',
      number,
    ),
    state: alertState(alert),
    fixed_at: alert.fixedAt ? wireTime(alert.fixedAt) : null,
    dismissed_by: dismissal ? simpleUserOf(urls, accounts, dismissal.by) : null,
    dismissed_at: dismissal ? wireTime(dismissal.at) : null,
    dismissed_reason: dismissal?.reason ?? null,
    dismissed_comment: dismissal?.comment ?? null,
    rule: ruleJson(alert, options),
    tool: {
      name: alert.toolName,
      guid: alert.toolGuid ?? null,
      version: alert.toolVersion ?? null,
    },
    most_recent_instance: instanceJson(alert),
    instances_url: `${api}/instances`,
  };
}

/** Where the alert was found; the forge keeps the place in the default branch. */
export function instanceJson(alert: AlertRecord) {
  const { location, message } = alert.observation;
  const { artifactLocation, region } = location.physicalLocation ?? {};
  const startLine = region?.startLine ?? 1;
  return {
    ref: alert.ref,
    analysis_key: alert.category,
    environment: '{}',
    category: alert.category,
    state: alertState(alert),
    commit_sha: alert.commitSha,
    message: { text: message },
    location: {
      path: artifactLocation?.uri ?? '',
      start_line: startLine,
      end_line: region?.endLine ?? startLine,
      start_column: region?.startColumn ?? 1,
      end_column: region?.endColumn ?? region?.startColumn ?? 1,
    },
    classifications: [],
  };
}

function ruleJson(alert: AlertRecord, { withHelp }: { withHelp: boolean }) {
  const { rule, severity, securitySeverity } = alert.observation;
  const description =
    rule.shortDescription?.text ?? rule.fullDescription?.text ?? rule.id;
  return {
    id: rule.id,
    name: rule.name ?? rule.id,
    severity,
    security_severity_level: securitySeverity ?? null,
    description,
    tags: rule.properties?.tags ?? [],
    ...(withHelp && {
      full_description: rule.fullDescription?.text ?? description,
      help: rule.help?.markdown ?? rule.help?.text ?? null,
      help_uri: rule.helpUri ?? null,
    }),
  };
}
