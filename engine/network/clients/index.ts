// The clients by name.
import type { Program } from '../../runtime/process.ts'
import { nc, wget } from './busybox.ts'
import { curl } from './curl.ts'
import { ping } from './ping.ts'

export const clients: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['curl', curl],
  ['nc', nc],
  ['ping', ping],
  ['wget', wget],
])
