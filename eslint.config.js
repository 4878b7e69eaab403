import vue from 'eslint-plugin-vue'
import typescript from 'typescript-eslint'
import { house } from './tools/lint/house.ts'
import { engineLaws } from './tools/lint/engine-laws.ts'

export default typescript.config(
  { ignores: ['dist/**', 'node_modules/**', '.podium/**', '**/*.gen.ts', 'test/golden*/*.mjs'] }, // the last: tools that came with the recordings
  ...typescript.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/no-v-html': 'error', // user text and terminal output never become HTML
    },
  },
  {
    files: ['**/*.ts', '**/*.vue'],
    plugins: { podium: { rules: { house } } },
    rules: {
      'podium/house': 'error',
      'no-undef': 'off', // the compiler knows better
      'no-eval': 'error',
      'no-new-func': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', { selector: 'CallExpression[callee.object.name="performance"]', message: 'A test fails by what it finds, not by how busy the machine is; numbers belong to bench/.' }] },
  },
  engineLaws,
)
