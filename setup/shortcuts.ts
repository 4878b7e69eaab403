// Keys of our own beside Slidev's: `/` opens the search.
import { defineShortcutsSetup } from '@slidev/types'
import { searching } from '../components/Search/open.ts'

export default defineShortcutsSetup((_nav, keys) => [
  ...keys,
  { name: 'podium-search', key: '/', fn: () => { searching.value = true } },
])
