/**
 * A SARIF file of one scanner, with one finding per rule.
 *
 * @public
 */
export function sarifOf(scanner: string, ...rules: string[]): string {
  return JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: scanner, version: '1.2.3' } },
        results: rules.map(ruleId => ({
          ruleId,
          level: 'error',
          message: { text: ruleId },
        })),
      },
    ],
  });
}
