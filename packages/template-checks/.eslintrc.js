module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // Functions read top to bottom: what is used is defined below.
    '@typescript-eslint/no-use-before-define': [
      'error',
      { functions: false, classes: false, variables: false },
    ],
    'jest/expect-expect': ['warn', { assertFunctionNames: ['expect*'] }],
    'jest/no-standalone-expect': [
      'error',
      { additionalTestBlockFunctions: ['afterEach'] },
    ],
  },
});
