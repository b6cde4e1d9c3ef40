import { alertState } from '../codeScanning/deriveAlerts';
import { html } from './Html';
import { Pages } from './Pages';
import {
  alertsView,
  alertTitle,
  alertView,
  deploymentsView,
} from './securityViews';

/** Alerts, deployments and rules. */
export function addSettingsPages(pages: Pages): void {
  const { codeScanning, deployments, rulesets } = pages.services;

  pages.view('/security/code-scanning', ({ repository, name }) => ({
    title: `Code scanning of ${name}`,
    body: alertsView(
      repository,
      codeScanning
        .alerts(repository.owner, repository.name)
        .filter(alert => alertState(alert) === 'open'),
    ),
  }));

  pages.view('/security/code-scanning/:number(\\d+)', asked => {
    const { repository, request } = asked;
    const alert = codeScanning.findAlert(
      repository.owner,
      repository.name,
      Number(request.params.number),
    );
    return (
      alert && {
        title: alertTitle(alert),
        body: alertView(repository, alert),
      }
    );
  });

  pages.view('/deployments/:list(activity_log)?', asked => {
    const { repository, request, name } = asked;
    const wanted = request.query.environments_filter;
    const list = deployments
      .list(repository.owner, repository.name)
      .filter(({ environment }) => !wanted || environment === wanted);
    return {
      title: `Deployments of ${name}`,
      body: deploymentsView(repository, list),
    };
  });

  pages.view('/rules/:id(\\d+)', ({ repository, request }) => {
    const ruleset = rulesets.documents.findIn(
      repository.owner,
      repository.name,
      Number(request.params.id),
    );
    return (
      ruleset && {
        title: ruleset.name,
        body: html`<p>${ruleset.enforcement} for ${ruleset.target}</p>
          <pre>
${JSON.stringify(
              { conditions: ruleset.conditions, rules: ruleset.rules },
              undefined,
              2,
            )}</pre
          >`,
      }
    );
  });
}
