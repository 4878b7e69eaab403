// The command lines of the user's machine that know a cluster or what lies on the web.
import type { Client } from '../client/client.ts'
import type { Program } from '../runtime/process.ts'
import { programOf, type Page } from '../shell/command.ts'
import { kubectx, kubens } from './contexts.ts'
import { git } from './git.ts'
import { kubectl } from './kubectl/index.ts'

export { whyAbsent } from './absent.ts'

export const commandsFor = (client: Client, page?: Page): readonly (readonly [string, Program])[] =>
  Object.entries({ kubectl, k: kubectl, kubens, kubectx, git }).map(([name, command]) => [name, programOf(command, client, page)] as const)
