import { DELIVERY, GeneratedService } from './__testUtils__/GeneratedService';
import { OWNER, SERVICE, useRunner } from './__testUtils__/RunnerFixture';

const IMAGE = `ghcr.io/${OWNER}/${SERVICE}`;

describe('the generated pipeline', () => {
  const current = useRunner();
  const service = new GeneratedService(current);

  it.each(['python', 'typescript', 'go'])(
    'takes a %s service from the first push to a release in development',
    async language => {
      const { fixture } = current;
      const run = await service.create({ language });

      const failed = Object.entries(fixture.jobsOf(run.id)).filter(
        ([name, conclusion]) =>
          conclusion !== 'success' && name !== 'Quarantine',
      );
      expect(failed).toEqual([]);
      expect(run.conclusion).toBe('success');
      const release = fixture.runner.releases.newest(`${OWNER}/${SERVICE}`);
      expect(release).toMatchObject({ version: '0.1.0', image: IMAGE });
      expect(fixture.images.pull(release?.digest ?? '')).toMatchObject({
        name: IMAGE,
      });
      expect(await service.overlay('development')).toContain(
        `digest: ${release?.digest} # 0.1.0`,
      );
      expect(await service.overlay('development')).toContain('- ../../base');
      expect(await service.overlay('staging')).not.toContain(release?.digest);

      const report = JSON.parse(
        service.stateOf(run.id).artifacts['fairway-release']['release.json'],
      );
      expect(report).toMatchObject({
        schema: 'fairway.dev/release/v1',
        version: '0.1.0',
        commit: run.headSha,
        image: IMAGE,
        digest: release?.digest,
        quarantined: false,
      });
      const kinds = report.evidence.map((each: { kind: string }) => each.kind);
      expect(kinds.sort()).toEqual([
        'coverage',
        'gate-1',
        'gate-2',
        'provenance',
        'sbom',
        'signature',
        'tests',
      ]);
    },
  );

  it('checks a pull request, and previews it only with the label', async () => {
    const { fixture } = current;
    const { headSha } = await service.create();
    await fixture.services.git
      .repository(OWNER, SERVICE)
      .run(['update-ref', 'refs/heads/weigh', headSha]);
    await fixture.push(
      'fix: weigh parcels',
      { 'src/app/weight.py': '\n' },
      'weigh',
    );
    const pull = await fixture.forge.createPullRequest({
      owner: OWNER,
      repo: SERVICE,
      title: 'Weigh parcels',
      head: 'weigh',
      base: 'main',
      author: 'ada',
    });
    await fixture.runner.settle();
    expect(service.newest(DELIVERY)).toMatchObject({
      event: 'pull_request',
      displayTitle: 'Weigh parcels',
      conclusion: 'success',
    });
    expect(fixture.jobsOf(service.newest(DELIVERY).id)).toMatchObject({
      Build: 'success',
      'Security gate 1': 'success',
      Image: 'skipped',
      Quarantine: 'skipped',
      'Deploy to development': 'skipped',
    });
    const preview = () =>
      fixture.forge
        .listWorkflowRuns(OWNER, SERVICE)
        .find(run => run.name === 'Preview');
    expect(preview()?.conclusion).toBe('skipped');

    fixture.services.issues.setLabels(OWNER, SERVICE, pull.number, ['preview']);
    fixture.services.events.emitPullRequest({
      action: 'labeled',
      label: 'preview',
      pullRequest: pull,
      sender: 'ada',
      silent: false,
    });
    await fixture.runner.settle();
    expect(fixture.jobsOf(preview()?.id ?? 0)).toEqual({
      'Build the preview': 'success',
      'Remove the preview': 'skipped',
      'Remove forgotten previews': 'skipped',
    });
    expect(fixture.runner.releases.newest(`${OWNER}/${SERVICE}`)?.commit).toBe(
      headSha,
    );
  });

  it('delivers to the repository of the service itself, with one run for each change', async () => {
    const { fixture } = current;
    const run = await service.create({
      manifestsIn: 'service',
      language: 'go',
    });
    expect(run.conclusion).toBe('success');
    const { digest } =
      fixture.runner.releases.newest(`${OWNER}/${SERVICE}`) ?? {};
    expect(await service.overlay('development', SERVICE)).toContain(digest);
    const names = fixture.forge
      .listWorkflowRuns(OWNER, SERVICE)
      .map(each => each.name);
    expect(names.sort()).toEqual([DELIVERY, 'Load test']);
  });

  it('deploys no release over a newer one when its run is repeated', async () => {
    const { fixture } = current;
    const first = await service.create();
    await fixture.push('fix: weigh parcels', { 'src/app/weight.py': '\n' });
    await fixture.runner.settle();
    const { version, digest } =
      fixture.runner.releases.newest(`${OWNER}/${SERVICE}`) ?? {};
    expect(version).toBe('0.1.1');

    fixture.services.events.emitWorkflowRequest({
      kind: 'rerun',
      run: first,
      failedOnly: false,
    });
    await fixture.waitFor(() =>
      fixture.forge
        .listWorkflowRuns(OWNER, SERVICE)
        .some(run => run.id === first.id && run.runAttempt === 2),
    );
    await fixture.runner.settle();
    expect(fixture.jobsOf(first.id)['Deploy to development']).toBe('success');
    expect(await service.overlay('development')).toContain(digest);
    expect(fixture.logOf(first.id, 'Deploy to development')).toContain(
      '0.1.1 is released by now: 0.1.0 is not deployed again',
    );
  });

  it('scans what was released again when somebody asks for the nightly scan', async () => {
    const { fixture } = current;
    const { headSha } = await service.create();
    fixture.services.events.emitWorkflowRequest({
      kind: 'dispatch',
      owner: OWNER,
      repo: SERVICE,
      workflowPath: '.github/workflows/nightly.yml',
      ref: 'main',
      inputs: {},
      actor: 'ada',
    });
    await fixture.runner.settle();
    const nightly = fixture.newestRun();
    expect(nightly).toMatchObject({
      name: 'Nightly',
      conclusion: 'success',
      headSha,
    });
    expect(fixture.jobsOf(nightly.id)).toEqual({
      'Releases to scan': 'success',
      'Dependencies / OSV-Scanner': 'success',
      'Image scan / Grype': 'success',
      'Old images in quarantine': 'success',
      Verdict: 'success',
    });
  });

  it('scans what an environment runs, however old it is', async () => {
    const { fixture } = current;
    const { headSha } = await service.create();
    const repository = `${OWNER}/${SERVICE}`;
    ['0.1.1', '0.1.2', '0.1.3', '0.1.4'].forEach((version, index) => {
      const digest = `sha256:${`${index}`.repeat(64)}`;
      const commit = `${index}`.repeat(40);
      const release = { version, commit, image: IMAGE, digest };
      fixture.runner.releases.add(repository, release);
    });
    fixture.services.events.emitWorkflowRequest({
      kind: 'dispatch',
      owner: OWNER,
      repo: SERVICE,
      workflowPath: '.github/workflows/nightly.yml',
      ref: 'main',
      inputs: {},
      actor: 'ada',
    });
    await fixture.runner.settle();
    const nightly = fixture.newestRun();
    expect(nightly).toMatchObject({ name: 'Nightly', headSha });
    expect(Object.keys(service.stateOf(nightly.id).artifacts)).toEqual(
      expect.arrayContaining(
        ['0.1.4', '0.1.3', '0.1.2', '0.1.0'].map(
          version => `sarif-image-v${version}`,
        ),
      ),
    );
    expect(service.stateOf(nightly.id).artifacts).not.toHaveProperty(
      'sarif-image-v0.1.1',
    );
  });

  it.each([
    [
      {
        codeScanning: 'semgrep',
        dependencyScanning: 'snyk',
        imageScanning: 'trivy',
        infrastructureScanning: 'kics',
        registry: 'ecr',
        branching: 'gitflow',
      },
      ['Semgrep', 'Snyk', 'Trivy', 'KICS'],
    ],
    [
      {
        codeScanning: 'bandit',
        dependencyScanning: 'dependency-check',
        registry: 'docker-hub',
      },
      ['Bandit', 'Dependency-Check', 'Grype', 'checkov'],
    ],
    [
      { language: 'go', codeScanning: 'sonarqube', registry: 'acr' },
      ['SonarQube', 'osv-scanner', 'Grype', 'checkov'],
    ],
  ])('delivers with %j', async (choices: Record<string, string>, tools) => {
    const { fixture } = current;
    const run = await service.create(choices);
    expect(run.conclusion).toBe('success');
    const found = fixture.services.codeScanning
      .analyses(OWNER, SERVICE)
      .map(each => each.toolName);
    expect(found).toEqual(expect.arrayContaining(tools));
  });
});
