import { defineVitePluginsSetup } from '@slidev/types'
import { challenges } from '../tools/vite/challenges.ts'
import { labs } from '../tools/vite/labs.ts'

export default defineVitePluginsSetup(() => [labs, challenges])
