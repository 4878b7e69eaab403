// What Slidev's Vite should know beyond its own settings. It is also loaded by decks that use Podium as an addon.
import { join } from 'node:path'
import { defineConfig } from 'vite'
import manifest from './package.json' with { type: 'json' }

const reach = process.env.PODIUM_REACH // the folder of a deck that lies outside of the project (tools/lib/deck.ts)

export default defineConfig({
  define: {
    __SLIDEV_FEATURE_PRINT__: 'true', // the print page is part of every site: tools/export.ts prints it
  },
  slidev: {
    // The words and helpers beside a widget are no components: a link.ts would take the place of Slidev's own <Link>.
    components: { globsExclude: [join(import.meta.dirname, 'components/**/*.ts')] },
  },
  // Prepared when the dev server starts: found later, on the slide that needs them, they would reload the page.
  optimizeDeps: { include: Object.keys(manifest.dependencies).filter(name => name !== 'vue') },
  server: {
    allowedHosts: [], // names of this machine only: another site cannot reach us by pointing its name here
    cors: false, // and no page of another origin may read
    fs: { allow: reach === undefined ? [] : [reach] },
    watch: { followSymlinks: false }, // the link to such a folder may lead to a whole home directory
  },
})
