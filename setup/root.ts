// What every window of a deck begins with.
import { defineRootSetup } from '@slidev/types'
import { listenFirst } from '../components/Presenting/listen-first.ts'

export default defineRootSetup(listenFirst)
