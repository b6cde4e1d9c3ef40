import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Generous: some tests start the service as a process, on machines that have more to do.
    testTimeout: 30_000,
    reporters: ['default', ['junit', { outputFile: 'reports/junit.xml' }]],
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      // Run as a process of its own by tests/integration/process.test.ts, where coverage does not see it.
      exclude: ['src/main.ts'],
      reportsDirectory: 'reports',
      reporter: ['text', ['cobertura', { file: 'coverage.xml' }]],
      thresholds: { statements: 90, branches: 90, functions: 90, lines: 90 },
    },
  },
});
