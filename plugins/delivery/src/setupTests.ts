import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';
import { toHaveNoViolations } from 'jest-axe';

expect.extend(toHaveNoViolations);

// A busy machine is no failure: a test waits for what it expects, not for a time.
configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(60_000);
