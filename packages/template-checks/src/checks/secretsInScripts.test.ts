import { secretsInScripts } from './secretsInScripts';

async function messages(script: string) {
  const files = new Map([['service/run.sh', script]]);
  const problems = await secretsInScripts.run(files, {});
  return problems.map(({ message }) => message);
}

describe('the check of secrets in scripts', () => {
  it.each([
    'echo "No DELIVERY_TOKEN in the scope preview/*"',
    'printf \'%s\' "${REGISTRY_ID_TOKEN}" > token',
    'docker login --password-stdin <<<"${REGISTRY_PASSWORD}"',
    'curl --header @- "${url}" <<<"Authorization: Bearer ${SYSTEM_ACCESSTOKEN}"',
    'curl --location https://example.com/file',
  ])('takes %s', async script => {
    expect(await messages(script)).toEqual([]);
  });

  it.each([
    ['echo "token ${DELIVERY_TOKEN}"', 'prints a secret into the log'],
    ['git clone "https://me:${DELIVERY_TOKEN}@example.com"', 'an address'],
    ['curl --header "PRIVATE-TOKEN: ${DELIVERY_TOKEN}"', 'as an argument'],
    ['docker login --password "${REGISTRY_PASSWORD}"', 'as an argument'],
    ['curl --location --header @- "${url}"', 'sends its token on'],
    ['curl --header @- -fL "${url}"', 'sends its token on'],
    ['set -eux', 'prints every command'],
    ['printenv', 'prints all variables'],
  ])('finds %s', async (script, message) => {
    expect((await messages(script)).join('\n')).toContain(message);
  });

  it('reads the scripts of GitLab jobs and of Azure steps', async () => {
    const files = new Map([
      ['service/.gitlab-ci.yml', 'build:\n  script:\n    - printenv\n'],
      [
        'service/azure-pipelines.yml',
        'jobs:\n  - job: build\n    steps:\n      - bash: printenv\n',
      ],
    ]);
    const problems = await secretsInScripts.run(files, {});
    expect(problems.map(({ path }) => path)).toEqual([
      'service/.gitlab-ci.yml',
      'service/azure-pipelines.yml',
    ]);
  });
});
