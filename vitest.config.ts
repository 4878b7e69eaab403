// Unit tests. Those of components begin with `// @vitest-environment happy-dom`. The browser's have their own
// configuration, test/browser/vitest.config.ts.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { challenges } from './tools/vite/challenges.ts'
import { labs } from './tools/vite/labs.ts'
import { version } from './tools/vite/version.ts'

export default defineConfig({
  plugins: [vue(), labs, challenges, version],
  resolve: {
    alias: [{ find: /^@slidev\/client$/, replacement: fileURLToPath(new URL('test/stubs/slidev-client.ts', import.meta.url)) }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'node_modules/**'],
    environment: 'node',
    setupFiles: ['test/seed.ts'],
    maxWorkers: 2, // on two cores it would be one; lint and types, beside which they run, are done soon
    testTimeout: 60_000, // a test fails by what it finds, not by how busy the machine is
  },
})
