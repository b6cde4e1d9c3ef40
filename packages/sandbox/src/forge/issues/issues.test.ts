import {
  ADA,
  ADA_TOKEN,
  BEN,
  BEN_TOKEN,
  ForgeFixture,
} from '../__testUtils__/ForgeFixture';

describe('issues, labels and comments', () => {
  let fixture: ForgeFixture;
  const shop = { owner: 'acme', repo: 'shop' };

  beforeAll(async () => {
    fixture = await ForgeFixture.start({
      organizations: [
        { login: 'acme', name: 'Acme', memberPermission: 'read' },
      ],
    });
    await fixture.repository('shop');
  });
  afterAll(() => fixture.stop());

  const expectContract = (
    method: string,
    path: string,
    { status, data }: { status: number; data: unknown },
  ) =>
    fixture.expectContract(
      method,
      `/repos/{owner}/{repo}${path}`,
      status,
      data,
    );
  const asAda = () => fixture.octokitOf(ADA_TOKEN).rest.issues;
  const asBen = () => fixture.octokitOf(BEN_TOKEN).rest.issues;
  const asAdmin = () => fixture.octokit.rest.issues;

  it('opens, reads, changes and closes an issue', async () => {
    const opened = await asAda().create({ ...shop, title: 'It <breaks>' });
    expectContract('POST', '/issues', opened);
    const issue_number = opened.data.number;
    expect(opened.headers.location).toBe(opened.data.url);

    const changed = await asAda().update({
      ...shop,
      issue_number,
      body: 'Since yesterday',
      state: 'closed',
      state_reason: 'not_planned',
    });
    expectContract('PATCH', '/issues/{issue_number}', changed);

    const read = await asAda().get({ ...shop, issue_number });
    expectContract('GET', '/issues/{issue_number}', read);
    expect(read.data).toMatchObject({
      title: 'It <breaks>',
      body: 'Since yesterday',
      state: 'closed',
      state_reason: 'not_planned',
      closed_at: expect.any(String),
      user: { login: ADA.login },
    });

    const { data } = await asAda().update({
      ...shop,
      issue_number,
      state: 'open',
    });
    expect(data).toMatchObject({ state: 'open', closed_at: null });
  });

  it('lets only authors and those with a role change an issue', async () => {
    const { data } = await asAda().create({ ...shop, title: 'Mine' });
    const change = { ...shop, issue_number: data.number, title: 'Yours' };
    await expect(asBen().update(change)).rejects.toMatchObject({ status: 403 });
    expect((await asAdmin().update(change)).data.title).toBe('Yours');
    await expect(
      fixture.octokitOf(undefined).rest.issues.create({ ...shop, title: 'x' }),
    ).rejects.toMatchObject({ status: 401 });
  });

  it('refuses what GitHub refuses', async () => {
    await expect(asAda().create({ ...shop, title: ' ' })).rejects.toMatchObject(
      {
        status: 422,
        response: { data: { message: 'Validation Failed' } },
      },
    );
    await expect(
      asAda().get({ ...shop, issue_number: 999 }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(
      asAdmin().create({ ...shop, title: 'x', assignees: ['nobody'] }),
    ).rejects.toMatchObject({ status: 422 });

    await fixture.repository('closed');
    const closed = { owner: 'acme', repo: 'closed' };
    await fixture.octokit.rest.repos.update({ ...closed, has_issues: false });
    await expect(asAdmin().listForRepo(closed)).rejects.toMatchObject({
      status: 410,
    });
    await fixture.octokit.rest.repos.update({ ...closed, archived: true });
    await expect(
      asAdmin().createLabel({ ...closed, name: 'bug' }),
    ).rejects.toMatchObject({ status: 403 });
  });

  it('assigns people', async () => {
    const { data } = await asAdmin().create({ ...shop, title: 'Who?' });
    const issue = { ...shop, issue_number: data.number };
    const added = await asAdmin().addAssignees({
      ...issue,
      assignees: [ADA.login, BEN.login],
    });
    expectContract('POST', '/issues/{issue_number}/assignees', added);
    const removed = await asAdmin().removeAssignees({
      ...issue,
      assignees: [ADA.login],
    });
    expectContract('DELETE', '/issues/{issue_number}/assignees', removed);
    expect(removed.data?.assignee?.login).toBe(BEN.login);
    const { data: listed } = await asAdmin().listForRepo({
      ...shop,
      assignee: BEN.login,
    });
    expect(listed.map(each => each.number)).toEqual([data.number]);
  });

  it('keeps labels, whatever their name', async () => {
    const name = 'kind/ä & <b>"100%"?#';
    const created = await asAdmin().createLabel({
      ...shop,
      name,
      color: 'FF0000',
    });
    expectContract('POST', '/labels', created);
    expect(created.data.color).toBe('ff0000');
    await expect(
      asAdmin().createLabel({ ...shop, name: name.toUpperCase() }),
    ).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ code: 'already_exists' }] } },
    });
    await expect(
      asAdmin().createLabel({ ...shop, name: 'x', color: 'red' }),
    ).rejects.toMatchObject({ status: 422 });
    await expect(
      asAda().createLabel({ ...shop, name: 'y' }),
    ).rejects.toMatchObject({ status: 403 });

    expectContract(
      'GET',
      '/labels/{}',
      await asAda().getLabel({ ...shop, name }),
    );
    const renamed = await asAdmin().updateLabel({
      ...shop,
      name,
      new_name: 'kind',
      description: 'What it is',
    });
    expectContract('PATCH', '/labels/{}', renamed);
    expectContract('GET', '/labels', await asAda().listLabelsForRepo(shop));
    const deleted = await asAdmin().deleteLabel({ ...shop, name: 'kind' });
    expectContract('DELETE', '/labels/{}', deleted);
    await expect(
      asAda().getLabel({ ...shop, name: 'kind' }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('puts labels on issues and finds issues by them', async () => {
    const { data } = await asAdmin().create({
      ...shop,
      title: 'Labelled',
      labels: ['bug', { name: 'urgent' }],
    });
    const issue = { ...shop, issue_number: data.number };
    const path = '/issues/{issue_number}/labels';
    const namesOf = (labels: { name: string }[]) =>
      labels.map(label => label.name).sort();

    const added = await asAdmin().addLabels({
      ...issue,
      labels: ['ops', 'BUG'],
    });
    expectContract('POST', path, added);
    expect(namesOf(added.data)).toEqual(['bug', 'ops', 'urgent']);

    const { data: found } = await asAda().listForRepo({
      ...shop,
      labels: 'bug,ops',
    });
    expect(found.map(each => each.number)).toEqual([data.number]);

    const removed = await asAdmin().removeLabel({ ...issue, name: 'ops' });
    expectContract('DELETE', `${path}/{name}`, removed);
    await expect(
      asAdmin().removeLabel({ ...issue, name: 'ops' }),
    ).rejects.toMatchObject({ status: 404 });

    const set = await asAdmin().setLabels({ ...issue, labels: ['ops'] });
    expectContract('PUT', path, set);
    expect(namesOf(set.data)).toEqual(['ops']);

    const cleared = await asAdmin().removeAllLabels(issue);
    expectContract('DELETE', path, cleared);
    const listed = await asAda().listLabelsOnIssue(issue);
    expectContract('GET', path, listed);
    expect(listed.data).toEqual([]);
  });

  it('drops labels of who may not decide them', async () => {
    const { data } = await asAda().create({
      ...shop,
      title: 'Please',
      labels: ['urgent'],
    });
    expect(data.labels).toEqual([]);
  });

  it('comments on issues and on pull requests', async () => {
    const { actions } = fixture.forge;
    await actions.commitFiles({
      ...shop,
      branch: 'main',
      message: 'Base',
      author: ADA,
      files: { 'a.txt': 'a\n' },
    });
    await fixture.octokit.rest.git.createRef({
      ...shop,
      ref: 'refs/heads/topic',
      sha: (await actions.resolve('acme', 'shop', 'main')) ?? '',
    });
    await actions.commitFiles({
      ...shop,
      branch: 'topic',
      message: 'Change',
      author: ADA,
      files: { 'a.txt': 'b\n' },
    });
    const pull = await actions.createPullRequest({
      ...shop,
      title: 'Change a',
      head: 'topic',
      base: 'main',
      author: ADA.login,
    });
    const issue = { ...shop, issue_number: pull.number };

    const created = await asBen().createComment({ ...issue, body: 'Nice' });
    expectContract('POST', '/issues/{issue_number}/comments', created);
    expect(created.data.html_url).toContain(`/pull/${pull.number}#`);
    const comment_id = created.data.id;

    const listed = await asAda().listComments(issue);
    expectContract('GET', '/issues/{issue_number}/comments', listed);
    expect(listed.data.map(each => each.body)).toEqual(['Nice']);

    await expect(
      asAda().updateComment({ ...shop, comment_id, body: 'Bad' }),
    ).rejects.toMatchObject({ status: 403 });
    const changed = await asBen().updateComment({
      ...shop,
      comment_id,
      body: 'Very nice',
    });
    expectContract('PATCH', '/issues/comments/{comment_id}', changed);
    const read = await asAda().getComment({ ...shop, comment_id });
    expectContract('GET', '/issues/comments/{comment_id}', read);
    expect(read.data.body).toBe('Very nice');
    expectContract(
      'GET',
      '/issues/comments',
      await asAda().listCommentsForRepo(shop),
    );

    const asIssue = await asAda().get(issue);
    expectContract('GET', '/issues/{issue_number}', asIssue);
    expect(asIssue.data).toMatchObject({
      comments: 1,
      pull_request: { url: expect.stringMatching(/\/pulls\/\d+$/) },
    });

    expectContract(
      'DELETE',
      '/issues/comments/{comment_id}',
      await asBen().deleteComment({ ...shop, comment_id }),
    );
    await expect(
      asAda().getComment({ ...shop, comment_id }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(
      asAda().createComment({ ...issue, body: '' }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('lists pages with links', async () => {
    await fixture.repository('pages');
    const pages = { owner: 'acme', repo: 'pages' };
    for (const title of ['one', 'two', 'three']) {
      await asAdmin().create({ ...pages, title });
    }
    const first = await asAdmin().listForRepo({ ...pages, per_page: 2 });
    expectContract('GET', '/issues', first);
    expect(first.data.map(each => each.title)).toEqual(['three', 'two']);
    expect(first.headers.link).toMatch(/page=2>; rel="next"/);
    const all = await fixture.octokit.paginate(
      fixture.octokit.rest.issues.listForRepo,
      { ...pages, per_page: 2, direction: 'asc' },
    );
    expect(all.map(each => each.title)).toEqual(['one', 'two', 'three']);
  });
});
