import { defineVitePluginsSetup } from '@slidev/types'
import { authors } from '../tools/vite/authors.ts'
import { challenges } from '../tools/vite/challenges.ts'
import { hall } from '../tools/vite/hall.ts'
import { labs } from '../tools/vite/labs.ts'
import { lean } from '../tools/vite/lean.ts'
import { pages } from '../tools/vite/pages.ts'
import { version } from '../tools/vite/version.ts'

export default defineVitePluginsSetup(({ data }) => [labs, challenges, pages, version, hall, authors, ...data.config.twoslash === false ? [lean] : []])
