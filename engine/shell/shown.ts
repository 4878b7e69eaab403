// How bash shows a function: its commands a line each, indented.
import { withTexts, type Command, type Item, type Redirect, type Script, type ShellFunction } from './parse.ts'
import type { Word } from './words.ts'

const step = 4

export function shownFunction(name: string, { text }: ShellFunction): string {
  const { script, texts } = withTexts(text)
  const body = script[0]?.chain[0]?.pipeline.commands[0]
  return body ? new Shown(texts).function(name, body, 0) : ''
}

class Shown {
  private readonly texts: ReadonlyMap<Word, string>
  constructor(texts: ReadonlyMap<Word, string>) { this.texts = texts }

  function(name: string, body: Command, indent: number): string {
    const pad = ' '.repeat(indent)
    return `${name} () \n${pad}${body.kind === 'group' ? this.command(body, indent) : `{ \n${pad}${' '.repeat(step)}${this.command(body, indent + step)}\n${pad}}`}`
  }

  private word(word: Word): string { return this.texts.get(word) ?? word.map(part => part.kind === 'text' ? part.text : '').join('') }

  /** One under the other, or with `between` in one line. */
  private list(script: Script, indent: number, between = `\n${' '.repeat(indent)}`): string {
    return script.map((item, i) => this.item(item, indent) + (i === script.length - 1 ? '' : `${item.background ? '' : ';'}${between}`)).join('')
  }

  private block(script: Script, indent: number): string { return `\n${' '.repeat(indent + step)}${this.list(script, indent + step)}` }
  private ended(script: Script, indent: number): string { return `${this.block(script, indent)}${script.at(-1)?.background === true ? '' : ';'}\n${' '.repeat(indent)}` }

  private item({ chain, background }: Item, indent: number): string {
    const links = chain.map(({ when, pipeline: { negated, timed, commands } }) => `${when === '' ? '' : ` ${when} `}${timed ? 'time ' : ''}${negated ? '! ' : ''}${commands.map(command => this.command(command, indent)).join(' | ')}`)
    return links.join('') + (background ? ' &' : '')
  }

  private command(command: Command, indent: number): string {
    return [this.plain(command, indent), ...command.redirects.map(redirect => this.redirect(redirect))].filter(part => part !== '').join(' ')
  }

  private plain(command: Command, indent: number): string {
    const pad = ' '.repeat(indent)
    switch (command.kind) {
      case 'simple': return [...command.assignments.map(({ word, elements }) => this.word(word) + (elements ? `(${elements.map(each => this.word(each)).join(' ')})` : '')), ...command.words.map(word => this.word(word))].join(' ')
      case 'group': return `{ ${this.block(command.body, indent)}\n${pad}}`
      case 'subshell': return `( ${this.list(command.body, indent)} )`
      case 'loop': return `${command.until ? 'until' : 'while'} ${this.list(command.condition, indent, ' ')}; do${this.ended(command.body, indent)}done`
      case 'for': return `${command.isAsked ? 'select' : 'for'} ${command.name}${command.words ? ` in ${command.words.map(word => this.word(word)).join(' ')}` : ''};\n${pad}do${this.ended(command.body, indent)}done`
      case 'count': return `for ${this.word(command.head)}\n${pad}do${this.ended(command.body, indent)}done`
      case 'if': return this.choice(command.branches, command.otherwise, indent)
      case 'case': return `case ${this.word(command.subject)} in ${command.branches.map(({ patterns, body }) => `\n${pad}${' '.repeat(step)}${patterns.map(pattern => this.word(pattern)).join(' | ')})\n${body.length === 0 ? '' : `${pad}${' '.repeat(2 * step)}${this.list(body, indent + 2 * step)}`}\n${pad}${' '.repeat(step)};;`).join('')}\n${pad}esac`
      case 'question': return `[[ ${command.tokens.map(token => typeof token === 'string' ? token : this.word(token)).join(' ')} ]]`
      case 'reckon': return this.word(command.expression)
      case 'function': return `function ${this.function(command.name, command.body, indent)}`
    }
  }

  /** `elif` is an `if` in what is done otherwise. */
  private choice([first, ...others]: (Command & { readonly kind: 'if' })['branches'], otherwise: Script | undefined, indent: number): string {
    if (!first) return ''
    const pad = ' '.repeat(indent)
    const rest = others.length > 0 ? `else\n${pad}${' '.repeat(step)}${this.choice(others, otherwise, indent + step)};\n${pad}` : otherwise ? `else${this.ended(otherwise, indent)}` : ''
    return `if ${this.list(first.condition, indent, ' ')}; then${this.ended(first.body, indent)}${rest}fi`
  }

  private redirect({ fd, how, target }: Redirect): string {
    const usual = how.startsWith('<') ? 0 : 1
    const sign = `${how.startsWith('&') || fd === usual && !how.endsWith('&') ? '' : typeof fd === 'string' ? `{${fd}}` : fd}${how}`
    return `${sign}${how.endsWith('&') || how === '<<' ? '' : ' '}${this.word(target)}`
  }
}
