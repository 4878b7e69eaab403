import { playLabs } from './play.ts'

playLabs(0)
