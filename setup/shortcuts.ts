// Keys of our own beside Slidev's: `/` opens the search, `.` turns the screen black.
import { defineShortcutsSetup } from '@slidev/types'
import { toggleBlack } from '../components/Presenting/blackout.ts'
import { searching } from '../components/Search/open.ts'

export default defineShortcutsSetup((_nav, keys) => [
  ...keys,
  { name: 'podium-black', key: '.', fn: toggleBlack },
  { name: 'podium-search', key: '/', fn: () => { searching.value = true } },
])
