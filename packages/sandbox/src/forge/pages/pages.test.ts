import { ADA, BEN_TOKEN, ForgeFixture } from '../__testUtils__/ForgeFixture';

const EVIL = `</pre><script>alert("1")</script><img src=x onerror='x'>&amp;`;

const unescaped = (text: string) =>
  text
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');

describe('pages', () => {
  let fixture: ForgeFixture;
  const shop = { owner: 'acme', repo: 'shop' };
  const branch = 'feature/ä#1';

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    const { head } = await fixture.repository('shop', {
      'README.md': `${EVIL}\n`,
      'src/app/a b.py': 'print(1)\n',
    });
    const { actions } = fixture.forge;
    const { rest } = fixture.octokit;
    await rest.repos.update({ ...shop, description: EVIL });
    await rest.git.createRef({
      ...shop,
      ref: `refs/heads/${branch}`,
      sha: head,
    });
    const { sha } = await actions.commitFiles({
      ...shop,
      branch,
      message: `${EVIL}\n\n${EVIL}`,
      author: { name: EVIL.replace(/[<>]/g, ''), email: ADA.email },
      files: { [`src/${EVIL.replace(/\//g, '')}.txt`]: EVIL },
    });
    const pull = await actions.createPullRequest({
      ...shop,
      title: EVIL,
      body: EVIL,
      head: branch,
      base: 'main',
      author: ADA.login,
    });
    const issue_number = pull.number;
    await rest.issues.create({ ...shop, title: EVIL, body: EVIL });
    await rest.issues.createComment({ ...shop, issue_number, body: EVIL });
    await rest.issues.createComment({ ...shop, issue_number: 2, body: EVIL });
    await fixture.octokitOf(BEN_TOKEN).rest.pulls.createReview({
      ...shop,
      pull_number: pull.number,
      event: 'APPROVE',
      body: EVIL,
    });
    const run = actions.createWorkflowRun({
      ...shop,
      workflowPath: '.github/workflows/ci.yml',
      name: EVIL,
      event: 'push',
      headBranch: branch,
      headSha: sha,
      displayTitle: EVIL,
      actor: ADA.login,
    });
    const job = actions.createJob({
      runId: run.id,
      name: EVIL,
      steps: [{ number: 1, name: EVIL, status: 'queued' }],
    });
    actions.writeJobLog(job.id, EVIL);
    actions.createCheckRun({
      ...shop,
      headSha: sha,
      name: EVIL,
      app: 'scanner',
      status: 'completed',
      conclusion: 'success',
      output: { title: EVIL, summary: EVIL },
    });
    await rest.repos.createRepoRuleset({
      ...shop,
      name: EVIL,
      enforcement: 'disabled',
    });
    await rest.repos.createDeployment({
      ...shop,
      ref: 'main',
      environment: EVIL.slice(6, 30),
      required_contexts: [],
    });
    actions.createAnalysis({
      ...shop,
      ref: 'refs/heads/main',
      commitSha: head,
      category: 'x',
      sarif: {
        version: '2.1.0',
        runs: [
          {
            tool: {
              driver: {
                name: EVIL,
                rules: [{ id: EVIL, shortDescription: { text: EVIL } }],
              },
            },
            results: [
              {
                ruleId: EVIL,
                message: { text: EVIL },
                locations: [
                  {
                    physicalLocation: {
                      artifactLocation: { uri: 'src/app/a b.py' },
                      region: { startLine: 1 },
                    },
                  },
                ],
              },
            ],
          },
        ],
      },
    });
  });
  afterAll(() => fixture.stop());

  /** Every address of a page in an answer of the API. */
  const linksIn = (value: unknown): string[] => {
    if (Array.isArray(value)) {
      return value.flatMap(linksIn);
    }
    if (typeof value !== 'object' || value === null) {
      return [];
    }
    return Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'string' &&
      /^(html_url|diff_url|patch_url|permalink_url|blob_url|raw_url|download_url|avatar_url)$/.test(
        key,
      )
        ? [inner]
        : linksIn(inner),
    );
  };
  const open = async (url: string) => {
    const response = await fetch(url);
    return { url, response, text: await response.text() };
  };
  const apiPaths = [
    '',
    '/commits?sha=feature%2F%C3%A4%231',
    '/commits/feature%2F%C3%A4%231',
    '/branches/feature%2F%C3%A4%231',
    '/compare/main...feature%2F%C3%A4%231',
    '/contents/README.md',
    '/contents/src',
    '/pulls',
    '/pulls/1',
    '/pulls/1/files',
    '/pulls/1/reviews',
    '/issues?state=all',
    '/issues/1/comments',
    '/issues/2/comments',
    '/actions/runs',
    '/actions/runs/1/jobs',
    '/commits/feature%2F%C3%A4%231/check-runs',
    '/code-scanning/alerts',
    '/environments',
    '/rulesets/1',
  ];
  const allLinks = async () => {
    const links = new Set<string>();
    for (const path of apiPaths) {
      const response = await fixture.fetch(`/repos/acme/shop${path}`);
      const body: unknown = await response.json();
      expect({ path, status: response.status }).toEqual({ path, status: 200 });
      linksIn(body).forEach(link => links.add(link));
    }
    const teams = await fixture.fetch('/orgs/acme/teams');
    linksIn(await teams.json()).forEach(link => links.add(link));
    return [...links];
  };

  it('stand where the links of the API lead, and carry nothing that a browser would run', async () => {
    const links = await allLinks();
    const kinds = new Set(
      links.map(link => link.replace(fixture.url, '').split('/')[3] ?? ''),
    );
    for (const kind of [
      'actions',
      'blob',
      'commit',
      'compare',
      'issues',
      'pull',
      'raw',
      'runs',
      'security',
    ]) {
      expect([...kinds]).toContain(kind);
    }
    const opened = await Promise.all(links.map(open));
    const missing = opened.filter(({ response }) => response.status !== 200);
    expect(missing.map(({ url }) => url)).toEqual([]);
    // Pictures of people are all that is neither a guarded page nor guarded text.
    const suspicious = opened.filter(({ url, response, text }) => {
      const header = (name: string) => response.headers.get(name) ?? '';
      const isGuarded =
        header('x-content-type-options') === 'nosniff' &&
        header('content-security-policy').includes("default-src 'none'");
      const runs = /<script|<img|onerror='/.test(text);
      return url.includes('/avatars/')
        ? runs || !header('content-type').startsWith('image/svg+xml')
        : !isGuarded ||
            !/^text\/(html|plain);/.test(header('content-type')) ||
            (runs && header('content-type').startsWith('text/html'));
    });
    expect(suspicious.map(({ url }) => url)).toEqual([]);
    expect(fixture.reports).toEqual([]);
  });

  it('lead on to pages that exist', async () => {
    const start = `${fixture.url}/acme/shop`;
    const seen = new Set<string>();
    const queue = [
      fixture.url,
      start,
      `${start}/issues`,
      `${start}/pulls`,
      `${start}/commits`,
      `${start}/tree/${encodeURIComponent(branch)}/src`,
      `${start}/security/code-scanning`,
      `${start}/deployments`,
    ];
    for (let url = queue.pop(); url; url = queue.pop()) {
      const { response, text } = await open(url);
      expect({ url, status: response.status }).toEqual({ url, status: 200 });
      for (const [, href] of text.matchAll(/href="([^"]+)"/g)) {
        const next = new URL(unescaped(href), url).href;
        if (!seen.has(next)) {
          seen.add(next);
          queue.push(next);
        }
      }
    }
    expect(seen.size).toBeGreaterThan(15);
  });

  it('show what they are about', async () => {
    const { text: run } = await open(`${fixture.url}/acme/shop/actions/runs/1`);
    expect(run).toContain('id="job-1"');
    expect(run).toContain('&lt;script&gt;alert(&quot;1&quot;)');
    const { text: diff } = await open(`${fixture.url}/acme/shop/pull/1.diff`);
    expect(diff).toMatch(/^diff --git /);
    const { text: patch } = await open(`${fixture.url}/acme/shop/pull/1.patch`);
    expect(patch).toMatch(/^From [0-9a-f]{40} /);
    const { text: raw, response } = await open(
      `${fixture.url}/acme/shop/raw/main/README.md`,
    );
    expect(raw).toBe(`${EVIL}\n`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  it.each([
    '/acme/gone',
    '/nobody',
    '/acme/shop/commit/0000000',
    '/acme/shop/commit/main:README.md',
    '/acme/shop/blob/main/../../etc/passwd',
    '/acme/shop/blob/main/%2e%2e%2fetc%2fpasswd',
    '/acme/shop/raw/main/src',
    '/acme/shop/pull/99',
    '/acme/shop/issues/1',
    '/acme/shop/compare/main...gone',
    '/acme/shop/wiki',
    '/acme/shop/commit/%E0%A4%A',
    '/avatars/%3Cscript%3E',
  ])('%s is no page', async path => {
    const { response, text } = await open(`${fixture.url}${path}`);
    expect(response.status).toBe(404);
    expect(text).toContain('There is no such page.');
    expect(text).not.toMatch(/<script|node_modules|at .*\.ts/);
  });
});
