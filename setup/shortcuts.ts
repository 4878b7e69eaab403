// Keys of our own beside Slidev's: `/` opens the search, `.` turns the screen black. `o` opens the overview where one is.
import { defineShortcutsSetup } from '@slidev/types'
import { toggleBlack } from '../components/Presenting/blackout.ts'
import { findShownSlide } from '../components/Presenting/overview.ts'
import { searching } from '../components/Search/open.ts'

export default defineShortcutsSetup(({ toggleOverview }, keys) => [
  ...keys.map(key => key.name !== 'toggle_overview' ? key : { ...key, fn: () => {
    toggleOverview()
    void findShownSlide()
  } }),
  { name: 'podium-black', key: '.', fn: toggleBlack },
  { name: 'podium-search', key: '/', fn: () => { searching.value = true } },
])
