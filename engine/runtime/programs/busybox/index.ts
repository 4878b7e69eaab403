// The small tools that nearly every image carries, one program for each name: in busybox's words, or in GNU's.
import { coreutils } from '../../coreutils/index.ts'
import type { Program } from '../../process.ts'
import { openssl } from '../openssl/index.ts'
import { nameInPath } from '../recipe.ts'
import { nano, vi } from '../../../shell/editors/index.ts'
import { less, more } from '../../../shell/fullscreen/less.ts'
import { top } from '../../../shell/fullscreen/top.ts'
import { watch } from '../../../shell/fullscreen/watch.ts'
import { bashProgram, sh } from '../../../shell/program.ts'
import { su, sudo, usermod } from '../sudo.ts'
import { tar } from '../tar.ts'
import { httpd } from './httpd.ts'
import { networkTools } from './network-tools.ts'
import { processTools } from './process-tools.ts'
import { timeout } from './timeout.ts'
import { asProgram, type Style } from './tools.ts'
import { waitingTools } from './waiting-tools.ts'

/** The shell knows the names of the tools, and is one of them: it is looked up when it is run. */
const shell: Program = process => sh(process)

/** Programs that take the whole terminal: looked up when they are run, as the shell. */
const onTerminal: readonly (readonly [string, Program])[] = [
  ['less', process => less(process)],
  ['more', process => more(process)],
  ['vi', process => vi(process)],
  ['watch', process => watch(process)],
]
/** Those that only larger systems have. */
const ofSystems: readonly (readonly [string, Program])[] = [
  ['nano', process => nano(process)],
  ['top', process => top(process)],
  ['su', su],
  ['usermod', usermod],
  ['vim', process => vi(process)],
]

const programsIn = (style: Style): ReadonlyMap<string, Program> => new Map<string, Program>([
  ...[...coreutils].map(([name, tool]) => [name, asProgram(tool, style)] as const),
  ...processTools(style),
  ...waitingTools(style),
  ...networkTools,
  ['ash', shell],
  ['bash', process => bashProgram(process)],
  ['httpd', httpd],
  ['openssl', openssl],
  ['sh', shell],
  ['sudo', sudo],
  ['tar', tar],
  ['timeout', timeout],
  ...onTerminal,
  ...style === 'gnu' ? ofSystems : [],
])

const inBusybox = programsIn('busybox')
const inGnu = programsIn('gnu')

/** The tool of a name, with or without its directory. */
export const applet = (command: string): Program | undefined => inBusybox.get(nameInPath(command) ?? '')
export const gnuTool = (command: string): Program | undefined => inGnu.get(nameInPath(command) ?? '')

/** What each is called. */
export const toolNames: readonly string[] = [...inGnu.keys()]
