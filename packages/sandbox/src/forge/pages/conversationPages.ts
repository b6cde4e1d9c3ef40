import { diffText } from '../git/diffText';
import { pullRequestBase } from '../pulls/pullRequestJson';
import { formatOf } from './codePages';
import { commentsView, issuesView, pullView } from './conversationViews';
import { html } from './Html';
import { Pages } from './Pages';
import { changesView, commitsView, pullsView } from './views';

/** Issues and pull requests. */
export function addConversationPages(pages: Pages): void {
  const { issues, pulls, reviews, checks } = pages.services;

  pages.view('/issues', ({ repository, name }) => ({
    title: `Issues of ${name}`,
    body: issuesView(
      repository,
      issues.list(repository.owner, repository.name),
    ),
  }));

  pages.view('/issues/:number(\\d+)', ({ repository, request }) => {
    const { owner, name } = repository;
    const number = Number(request.params.number);
    const issue = issues.find(owner, name, number);
    return (
      issue && {
        title: `${issue.title} #${number}`,
        body: html`<p>${issue.state} · by ${issue.author}</p>
          <pre>${issue.body}</pre>
          ${commentsView(issues.comments(owner, name, number))}`,
      }
    );
  });

  pages.view('/pulls', ({ repository, name }) => ({
    title: `Pull requests of ${name}`,
    body: pullsView(repository, pulls.list(repository.owner, repository.name)),
  }));

  pages.text('/pull/:number(\\d+).:format(diff|patch)', async asked => {
    const { repository, request, git } = asked;
    const { number, format } = request.params;
    const { owner, name } = repository;
    const pull = pulls.find(owner, name, Number(number));
    return (
      pull &&
      diffText(
        git,
        await pullRequestBase(pages.services, pull),
        pull.headSha,
        formatOf(format),
      )
    );
  });

  pages.view('/pull/:number(\\d+)', async ({ repository, request, git }) => {
    const { owner, name } = repository;
    const number = Number(request.params.number);
    const pull = pulls.find(owner, name, number);
    if (!pull) {
      return undefined;
    }
    const from = await pullRequestBase(pages.services, pull);
    const [commits, changes] = await Promise.all([
      git.commits({ from: [pull.headSha], notFrom: [from] }),
      git.changes(from, pull.headSha, { patches: true }),
    ]);
    return {
      title: `${pull.title} #${number}`,
      body: html`${pullView(pull, {
        reviews: reviews
          .list(owner, name, number)
          .filter(review => review.state !== 'PENDING'),
        checks: checks.latest(owner, name, pull.headSha),
      })}
      ${commentsView(issues.comments(owner, name, number))}
      ${commitsView(repository, commits)}${changesView(changes)}`,
    };
  });
}
