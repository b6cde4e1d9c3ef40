import { azurePipeline } from './__testUtils__/azurePipeline';
import { azureLanguage } from './azureLanguage';

async function messages(text?: string, replacement?: string) {
  const problems = await azureLanguage.run(
    azurePipeline(text, replacement),
    {},
  );
  return problems.map(({ message }) => message);
}

describe("the check of Azure's pipeline language", () => {
  it('takes a pipeline and what it takes in', async () => {
    expect(await messages()).toEqual([]);
  });

  it.each([
    [
      'a misspelt key',
      'timeoutInMinutes',
      'timeoutInMinuts',
      /timeoutInMinuts/,
    ],
    [
      'a step of no kind',
      'checkout: self',
      'chekout: self',
      /chekout|required/,
    ],
    [
      'a value of the wrong type',
      'fetchDepth: 1',
      'fetchDepth: all',
      /integer/,
    ],
    ['a pipeline without a pool', 'pool:', 'pools:', /pools|pool/],
    [
      'a template that is not there',
      'steps/registry-login.yml',
      'steps/login.yml',
      /login\.yml is not there/,
    ],
    [
      'a parameter that nobody declares',
      '              connection: registry-release',
      '              connection: registry-release\n              user: me',
      /declares no parameter 'user'/,
    ],
    [
      'a parameter that is missing',
      '\n            parameters:\n              connection: registry-release',
      '',
      /needs the parameter 'connection'/,
    ],
  ])('finds %s', async (_, text, replacement, message) => {
    expect((await messages(text, replacement)).join('\n')).toMatch(message);
  });
});
