import { defineVitePluginsSetup } from '@slidev/types'
import { labs } from '../tools/vite/labs.ts'

export default defineVitePluginsSetup(() => [labs])
