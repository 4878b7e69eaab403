// Plays a transcript: what is typed on the terminal of a cluster's user, and what comes back. A line of it is
//   % cluster {"nodes": 3}       a new machine with a cluster, and who looks after a minute
//   % file PATH NAME             a manifest of the notes lies there
//   % run LINE                   something happens beside the terminal
//   % wait SECONDS
//   S290 $ kubectl get pods      a line of the notes, by its number in their inventory; without one: what leads to it
//   > keys                       more keys, while it runs; \r \e \x03
//   [1]                          how it ended, when not with 0
// and everything else what it printed. What is drawn or takes its time stands as a word, and columns are not counted.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { linesOf } from '../../engine/lab/index.ts'
import { settle } from '../../engine/lab/settle.ts'
import { World, type WorldOptions } from '../../engine/lab/world.ts'

const patienceMs = 90_000
const keysMs = 3000

export interface Turn { readonly number: string, readonly line: string, readonly output: string, readonly isTyped: boolean }

export function turnsOf(text: string): readonly Turn[] {
  const turns: Turn[] = []
  let output: string[] = []
  for (const line of text.split('\n')) {
    const [, number = '', , typed] = /^((S\d+) )?\$ (.*)$/.exec(line) ?? []
    if (typed === undefined && !/^[%>] /.test(line)) output.push(line)
    else {
      finish(turns, output)
      output = []
      turns.push({ number: number.trim(), line: typed ?? line, output: '', isTyped: typed !== undefined })
    }
  }
  finish(turns, output)
  return turns
}

function finish(turns: Turn[], output: readonly string[]): void {
  const last = turns.at(-1)
  if (last) turns[turns.length - 1] = { ...last, output: output.join('\n').trimEnd() }
}

export const textOf = (turns: readonly Turn[]): string =>
  turns.map(({ number, line, output, isTyped }) => `${number === '' ? '' : `${number} `}${isTyped ? '$ ' : ''}${line}\n${output === '' ? '' : `${output}\n`}`).join('')

/** The same turns, with what comes back now. */
export function played(turns: readonly Turn[]): readonly Turn[] {
  let world = fresh({})
  return turns.map(turn => {
    const { line, isTyped } = turn
    const [, what, rest = ''] = isTyped ? [] : /^([%>] ?\w*) ?(.*)$/.exec(line) ?? []
    const { clock } = world.cluster
    const from = world.terminal.output.length
    if (isTyped) {
      type(world, `${line}\r`)
      const status = world.terminal.isBusy ? '' : `[${world.terminal.lastStatus}]`
      return { ...turn, output: [said(world, from), status === '[0]' ? '' : status].filter(part => part !== '').join('\n') }
    }
    if (line.startsWith('> ')) {
      for (const keys of line.slice(2).split(/(?<=\\r)/)) type(world, unescaped(keys), keysMs)
      return { ...turn, output: plain(world.terminal.output.slice(from)) }
    }
    if (what === '% cluster') world = fresh(JSON.parse(rest) as WorldOptions) // written in the transcript
    if (what === '% wait') {
      clock.advanceTo(clock.nowMs + Number(rest) * 1000)
      return { ...turn, output: plain(world.terminal.output.slice(from)) }
    }
    if (what === '% run') world.apply({ atMs: world.nowMs, kind: 'run', payload: { line: rest } })
    if (what === '% file') {
      const [path = '', name = ''] = rest.split(' ')
      world.apply({ atMs: world.nowMs, kind: 'file', payload: { path, text: readFileSync(join(import.meta.dirname, `${name}.yaml`), 'utf8') } })
    }
    return turn
  })
}

function fresh(options: WorldOptions): World {
  const world = new World(options)
  settle(world)
  world.cluster.clock.advanceTo(world.nowMs + 60_000)
  return world
}

function type(world: World, keys: string, atMostMs = patienceMs): void {
  const { clock } = world.cluster
  const untilMs = clock.nowMs + atMostMs
  world.apply({ atMs: world.nowMs, kind: 'keys', payload: keys })
  while (world.terminal.isBusy && (clock.nextAtMs ?? Infinity) <= untilMs) clock.step()
  clock.advanceTo(world.terminal.isBusy ? untilMs : clock.nowMs + 1000)
}

const unescaped = (keys: string): string => keys.replaceAll('\\r', '\r').replaceAll('\\e', '\x1B').replaceAll('\\x03', '\x03')

/** What was printed below the line that was typed. */
const said = (world: World, from: number): string => plain(world.terminal.output.slice(from).replace(/^[^\n]*\n/, '').replace(/(^|\r\n)\$ $/, ''))

/** Programs that take the whole screen leave nothing behind. */
const plain = (output: string): string => linesOf(output.replace(/\x1B\[\?1049h[^]*?(\x1B\[\?1049l|$)/g, '').replace(/^[^]*\x1B\[\?1049l/, '').replaceAll('\t', '  ')).join('\n').trimEnd()
  .replace(/-[0-9a-f]{8,10}(-[bcdfghjklmnpqrstvwxz2456789]{5})?\b/g, (_all, pod?: string) => pod === undefined ? '-HASH' : '-HASH-ID')
  .replace(/\b10\.244\.\d+\.\d+\b/g, 'POD-IP').replace(/\b10\.(96|1\d\d)\.(?!0\.1\b)\d+\.\d+\b/g, 'SERVICE-IP').replace(/:3\d{4}\/TCP/g, ':NODE-PORT/TCP')
  .replace(/\b\d+(m\d+)?(\.\d+)?(ms|s)\b|\b\d+m\b/g, 'TIME')
  .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UID').replace(/\b[0-9a-f]{64}\b/g, 'DIGEST').replace(/kube-api-access-\w{5}/g, 'kube-api-access-ID').replace(/(pod-template-hash(=|": ?"))[0-9a-f]+/g, '$1HASH')
  .replace(/(resourceVersion"?: ?")\d+/g, '$1VERSION').replace(/\b20\d\d-\d\d-\d\dT[\d:]+Z|\w{3}, \d\d \w{3} 20\d\d [\d:]+ \+0000/g, 'INSTANT').replace(/ip-192-168-\d+-\d+\.ap-northeast-2\.compute\.internal(\/[\d.]+)?|\bw\d-k8s(?=  <none>  <none>$)/gm, 'NODE').replace(/192\.168\.\d\d\.\d\d(?=")/g, 'NODE-IP').replace(/ap-northeast-2[abc]/g, 'ZONE')
  .replace(/ {2,}/g, '  ').replace(/ +$/gm, '')
