// `test` and `[`, with what each shell says of a question that is none.
import { TestError, testHolds } from '../../runtime/coreutils/test.ts'
import { ash, bash } from '../dialect.ts'
import type { Shell } from '../shell.ts'
import { plain } from './builtin.ts'

const misused = 2

export const test = plain((shell, args, { err }) => {
  const [name = ''] = args
  const complain = (what: string): number => {
    err(shell.dialect.says(shell.dialect === ash ? what : `${name}: ${what}`))
    return misused
  }
  if (name === '[' && args.at(-1) !== ']') return complain(shell.dialect === bash ? 'missing `]\'' : 'missing ]')
  try { return Number(!testHolds(args.slice(1, name === '[' ? -1 : undefined), shell.process, variable => shell.get(variable) !== undefined)) }
  catch (error) {
    if (!(error instanceof TestError)) throw error
    return complain(reason(shell, error))
  }
})

function reason({ dialect }: Shell, { what, message }: TestError): string {
  if (dialect === ash) return what === 'integer' ? `${message}: bad number` : what === 'missing' ? 'argument expected' : `${message}: unknown operand`
  if (what === 'integer') return dialect === bash ? `${message}: integer expression expected` : `Illegal number: ${message}`
  if (what === 'missing') return 'argument expected'
  if (dialect !== bash) return `${message}: unexpected operator`
  return what === 'many' ? 'too many arguments' : `${message}: ${what} operator expected`
}
