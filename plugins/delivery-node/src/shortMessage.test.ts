import { shortMessage } from './shortMessage';

describe('shortMessage', () => {
  it('leaves a short sentence as it is', () => {
    expect(shortMessage('crash loop in container app: exit 1')).toBe(
      'crash loop in container app: exit 1',
    );
  });

  it('keeps the end of an error chain, where the cause is', () => {
    expect(
      shortMessage(
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = `kustomize build <path>/environments/production` failed exit status 1: Error: accumulating resources: accumulation err='accumulating resources from '../base': no such file': must build at directory: not a valid directory (retried 5 times).",
      ),
    ).toBe(
      "accumulation err='accumulating resources from '../base': no such file': must build at directory: not a valid directory",
    );
  });

  it('cuts one long sentence between words', () => {
    const short = shortMessage('the pods are not ready '.repeat(20));
    expect(short).toMatch(/^the pods are not ready .* \w+…$/);
    expect(short.length).toBeLessThanOrEqual(120);
  });

  it('cuts a chain whose last link says nothing alone', () => {
    expect(shortMessage(`${'word '.repeat(40)}: EOF`)).toMatch(/^word .*…$/);
  });

  it('makes one line of many', () => {
    expect(shortMessage('first\n\n  second.\n')).toBe('first second');
  });
});
