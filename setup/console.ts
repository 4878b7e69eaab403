// Fences in `console` show what the engine answers: the author writes the lines that are typed, after `$ `, and the rest
// is filled in. What stands behind `console` is in fences/options.ts; `fails` where the last line must fail.
import { transcript, type Scenery } from '../engine/lab/transcript.ts'
import type { Lab } from '../engine/lab/lab.ts'
import { FenceError, optionsOf } from './fences/options.ts'

export { FenceError } from './fences/options.ts'

export interface Fences { readonly labNamed: (name: string) => Lab | undefined }

const fence = /^( *)(`{3,}|~{3,})console\b([^\n]*)\n(.*?)^\1\2 *$/gms

export function withOutput(markdown: string, fences: Fences): string {
  return markdown.replace(fence, (_all, indent: string, ticks: string, info: string, body: string) => {
    const shown = filled(body, info, fences)
    return `${indent}${ticks}console\n${shown.replace(/^(?=.)/gm, indent)}${indent}${ticks}`
  })
}

/** Lines that are typed, with what they answer. Throws a FenceError for what its author cannot mean. */
export function filled(body: string, info: string, { labNamed }: Fences): string {
  const commands = commandsIn(body)
  if (commands.length === 0) return body // nothing is typed there: it is only a picture
  const { scenery, fails } = sceneryOf(info, labNamed)
  const answered = transcript(commands, scenery)
  const wrong = answered.find(({ exitCode }, i) => (exitCode !== 0) !== (fails && i === answered.length - 1))
  if (wrong) throw new FenceError(`\`$ ${wrong.command}\` ${wrong.exitCode === 0 ? 'was to fail, and did not' : `fails; write \`console fails\` if it must:\n${wrong.output}`}`)
  return answered.map(({ command, output }) => `$ ${command}\n${output === '' || output.endsWith('\n') ? output : `${output}\n`}`).join('')
}

/** A line that ends in a backslash goes on in the next. */
const commandsIn = (body: string): readonly string[] =>
  [...body.matchAll(/^ *\$ ((?:[^\n]*\\\n)*[^\n]*)/gm)].map(([, command = '']) => command.trim())

function sceneryOf(info: string, labNamed: Fences['labNamed']): { readonly scenery: Scenery, readonly fails: boolean } {
  const { fails, nodes, lab: name, step, before } = optionsOf('console', info)
  const lab = name === undefined ? undefined : labNamed(name)
  if (name !== undefined && !lab) throw new FenceError(`there is no lab ${JSON.stringify(name)}`)
  return { fails, scenery: { ...nodes !== undefined && { nodes }, ...lab && { lab }, ...step !== undefined && { step }, ...before !== undefined && { before } } }
}
