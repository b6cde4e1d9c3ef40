import { alertState } from '../codeScanning/deriveAlerts';
import { AlertRecord } from '../codeScanning/records';
import { DeploymentRecord } from '../deployments/records';
import { RepositoryRecord } from '../repositories/records';
import { Html, html } from './Html';
import { filePath, pathTo } from './views';

export function alertTitle({ observation }: AlertRecord): string {
  const { rule } = observation;
  return rule.shortDescription?.text ?? rule.name ?? rule.id;
}

export function alertsView(
  repository: RepositoryRecord,
  alerts: AlertRecord[],
): Html {
  return alerts.length === 0
    ? html`<p class="soft">None.</p>`
    : html`<table>
        ${alerts.map(
          alert => html`<tr>
            <td>
              <a
                href="${pathTo(
                  repository,
                  'security',
                  'code-scanning',
                  alert.number,
                )}"
                >#${alert.number}</a
              >
            </td>
            <td>${alertTitle(alert)}</td>
            <td>${alert.toolName}</td>
          </tr>`,
        )}
      </table>`;
}

export function alertView(
  repository: RepositoryRecord,
  alert: AlertRecord,
): Html {
  const { rule, message, location } = alert.observation;
  const path = location.physicalLocation?.artifactLocation?.uri;
  const line = location.physicalLocation?.region?.startLine;
  return html`<p>
      ${alertState(alert)} · ${alert.toolName} · <code>${rule.id}</code>
    </p>
    <pre>${message}</pre>
    ${path === undefined
      ? ''
      : html`<p>
          <a href="${filePath(repository, 'blob', alert.commitSha, path)}"
            >${path}</a
          >
          <span class="soft">${line && `line ${line}`}</span>
        </p>`}
    <pre>${rule.help?.text ?? rule.fullDescription?.text}</pre>`;
}

export function deploymentsView(
  repository: RepositoryRecord,
  deployments: DeploymentRecord[],
): Html {
  return deployments.length === 0
    ? html`<p class="soft">None.</p>`
    : html`<table>
        ${deployments.map(
          deployment => html`<tr>
            <td>${deployment.environment}</td>
            <td>
              <a href="${pathTo(repository, 'commit', deployment.sha)}"
                ><code>${deployment.sha.slice(0, 7)}</code></a
              >
            </td>
            <td>${deployment.creator}</td>
            <td>${deployment.createdAt}</td>
          </tr>`,
        )}
      </table>`;
}
