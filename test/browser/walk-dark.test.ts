import { walk } from './walk.ts'

walk('dark')
