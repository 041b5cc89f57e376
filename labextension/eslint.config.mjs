import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['lib', 'test-build', 'node_modules'] },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './tsconfig.test.json'] } },
    rules: {
      // Interfaces are IThing, as in JupyterLab.
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: true } }
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Signals are connected with the object that a method belongs to.
      '@typescript-eslint/unbound-method': 'off',
      // node:test returns promises that the runner itself waits for.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'describe', 'it'], package: 'node:test' }
          ]
        }
      ],
      // Whatever the user reads goes through the translations of JupyterLab.
      'no-restricted-syntax': [
        'error',
        { selector: 'JSXText[value=/[a-z]{2}/]', message: 'Words go through trans.__().' },
        {
          selector:
            'JSXAttribute[name.name=/^(title|alt|placeholder|aria-label)$/] > Literal[value=/[a-z]{2}/]',
          message: 'Words go through trans.__().'
        }
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }]
    }
  }
);
