// The clients by name, and which of them an image has.
import type { Program } from '../../runtime/process.ts'
import { nc, wget } from './busybox.ts'
import { curl } from './curl.ts'
import { ping } from './ping.ts'
import { timeout } from './timeout.ts'

const ofBusybox: ReadonlyMap<string, Program> = new Map<string, Program>([['wget', wget], ['nc', nc], ['ping', ping], ['timeout', timeout]])
const ofDebian: ReadonlyMap<string, Program> = new Map<string, Program>([['curl', curl], ['timeout', timeout]])

/** All of them: for machines, and for images that are made for looking at networks. */
export const clients: ReadonlyMap<string, Program> = new Map([...ofBusybox, ...ofDebian])

/** The client that a command names in an image; images that nobody knows have whatever is asked for. */
export function clientOf(repository: string, command: string): Program | undefined {
  const name = command.replace(/^(?:\/usr)?(?:\/local)?\/s?bin\//, '')
  if (repository === 'pause') return undefined
  if (repository === 'library/busybox' || repository === 'library/alpine') return ofBusybox.get(name)
  if (repository === 'library/nginx' || repository === 'library/httpd') return ofDebian.get(name)
  return clients.get(name)
}
