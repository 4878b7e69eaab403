// Laws 1, 2 and 4 of the engine as lint rules: one clock, synchronous, nothing changed in place from outside.
import type { Linter } from 'eslint'

const hostApis = [
  'Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame',
  'Promise', 'fetch', 'crypto', 'window', 'document', 'navigator', 'localStorage', 'process', 'Buffer', 'console',
  'globalThis', 'structuredClone', 'Intl',
]

export const engineLaws: Linter.Config = {
  files: ['engine/**/*.ts'],
  rules: {
    'no-restricted-globals': ['error', ...hostApis.map(name => ({
      name, message: 'engine/ has one clock and no host: take the time, chance and effects from engine/clock/.',
    }))],
    'no-restricted-properties': ['error',
      { object: 'Math', property: 'random', message: 'Chance comes from the seeded Random of engine/clock/.' }],
    'no-restricted-syntax': ['error',
      { selector: ':matches(FunctionDeclaration, FunctionExpression, ArrowFunctionExpression)[async=true]', message: 'engine/ is synchronous: what waits is a generator.' },
      { selector: 'AwaitExpression', message: 'engine/ is synchronous: what waits is a generator.' },
      { selector: 'ImportExpression', message: 'engine/ is synchronous: import statically.' },
      { selector: 'MemberExpression[property.name=/^toLocale/]', message: 'Locales differ between hosts; format by hand.' },
      { selector: 'CallExpression[callee.property.name="localeCompare"]', message: 'Locales differ between hosts; compare code units.' }],
    'no-restricted-imports': ['error', {
      patterns: [{ group: ['node:*', 'vue', '@vue/*', '@slidev/*', 'vite', '@xterm/*'], message: 'engine/ knows no Node, Vue or DOM.' }],
    }],
    '@typescript-eslint/no-explicit-any': 'error',
  },
}
