// The tests that need a browser. The deck is built and the browser unpacked once, before any of them.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['./setup.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 3, // of two cores: much of it is waiting
    testTimeout: 180_000, // a dev server that begins with nothing takes half a minute to show its first slide, more on a busy machine
    hookTimeout: 180_000,
  },
})
