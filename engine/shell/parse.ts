// The grammar of a command line: lists of pipelines of commands with their redirections.
import { ShellSyntaxError, tokens, type Operator, type Piece, type Token } from './words.ts'

export type Word = readonly Piece[]

export interface Redirection { readonly operator: Extract<Operator, '>' | '>>' | '<' | '2>' | '2>>' | '2>&1'>, readonly target: Word }

export interface SimpleCommand {
  readonly assignments: readonly { readonly name: string, readonly value: Word }[]
  readonly words: readonly Word[]
  readonly redirections: readonly Redirection[]
}

/** One pipeline, and on what of the one before it depends. */
export interface Pipeline { readonly when: 'always' | 'success' | 'failure', readonly commands: readonly SimpleCommand[] }

const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=/

export function parse(line: string): readonly Pipeline[] {
  const rest = tokens(line).values()
  const pipelines: Pipeline[] = []
  let when: Pipeline['when'] = 'always'
  let commands: SimpleCommand[] = []
  let current = empty()
  const endCommand = (at: string): void => {
    if (isEmpty(current)) throw new ShellSyntaxError(`syntax error near unexpected token \`${at}'`)
    commands.push(current)
    current = empty()
  }
  const endPipeline = (at: string): void => {
    endCommand(at)
    pipelines.push({ when, commands })
    commands = []
  }
  for (const token of rest) {
    if (token.type === 'word') current = withWord(current, token.pieces)
    else if (token.type === 'end') {
      if (!isEmpty(current) || commands.length > 0 || when !== 'always') endPipeline('newline')
    }
    else if (token.text === '|') endCommand('|')
    else if (token.text === '&&' || token.text === '||') {
      endPipeline(token.text)
      when = token.text === '&&' ? 'success' : 'failure'
    }
    else if (token.text === ';' || token.text === '&') {
      if (isEmpty(current) && commands.length === 0 && when === 'always' && token.text === ';') continue // an empty line
      endPipeline(token.text)
      when = 'always'
    }
    else if (token.text === '<<') throw new ShellSyntaxError('here-documents are not understood here yet')
    else current = { ...current, redirections: [...current.redirections, { operator: token.text, target: token.text === '2>&1' ? [] : targetOf(rest.next().value) }] }
  }
  return pipelines
}

const empty = (): SimpleCommand => ({ assignments: [], words: [], redirections: [] })
const isEmpty = (command: SimpleCommand): boolean => command.words.length + command.assignments.length + command.redirections.length === 0

function withWord(command: SimpleCommand, pieces: Word): SimpleCommand {
  const [first, ...others] = pieces
  const match = command.words.length === 0 && first && 'text' in first ? assignment.exec(first.text) : null
  if (!match || !first || !('text' in first)) return { ...command, words: [...command.words, pieces] }
  const value = [{ text: first.text.slice(match[0].length) }, ...others]
  return { ...command, assignments: [...command.assignments, { name: match[1] ?? '', value }] }
}

function targetOf(token: Token | undefined): Word {
  if (token?.type === 'word') return token.pieces
  throw new ShellSyntaxError(`syntax error near unexpected token \`${token?.type === 'operator' ? token.text : 'newline'}'`)
}
