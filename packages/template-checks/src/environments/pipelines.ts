/** The delivery pipelines that services are rendered for, with the names of their environments in order. */
export const PIPELINES: Record<string, string[]> = {
  standard: ['development', 'staging', 'production'],
  // Nothing may depend on what environments are called, or on how many there are.
  'four-steps': ['dev', 'test', 'acceptance', 'live'],
};
