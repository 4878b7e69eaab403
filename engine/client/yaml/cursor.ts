// A place in a YAML text that knows its line and column, and the errors that name them.

export interface Mark { readonly line: number, readonly column: number, readonly index: number }

export class YamlError extends Error {}

/** go-yaml counts lines from 0 and leaves the first one out; a scanner's line is one more than a parser's. */
export function scannerError(problem: string, at: Mark, context?: Mark): YamlError {
  return located(problem, at.line !== 0 ? at.line + 1 : context?.line ?? 0)
}

export function parserError(problem: string, at: Mark, context?: Mark): YamlError {
  return located(problem, at.line !== 0 ? at.line : context?.line ?? 0)
}

const located = (problem: string, line: number): YamlError => new YamlError(`yaml: ${line === 0 ? '' : `line ${line}: `}${problem}`)

export class Cursor {
  readonly text: string
  private index = 0
  private line = 0
  private lineStart = 0

  constructor(text: string) { this.text = text }

  /** The character `ahead` of the current one; empty past the end. */
  peek(ahead = 0): string { return this.text.charAt(this.index + ahead) }
  get column(): number { return this.index - this.lineStart }
  get mark(): Mark { return { line: this.line, column: this.column, index: this.index } }

  skip(count = 1): void { this.index += count }

  /** Moves past what a sticky expression matches here, which must not span lines, and returns it. */
  take(form: RegExp): string {
    form.lastIndex = this.index
    const [found = ''] = form.exec(this.text) ?? []
    this.index += found.length
    return found
  }

  /** Moves past a line break and returns how it reads: LF, or what a Unicode separator is. */
  takeBreak(): string {
    const char = this.peek()
    this.index += char === '\r' && this.peek(1) === '\n' ? 2 : 1
    this.line++
    this.lineStart = this.index
    return char === '\u2028' || char === '\u2029' ? char : '\n'
  }

  /** As if the last line had an end. */
  endLine(): void {
    if (this.column === 0) return
    this.line++
    this.lineStart = this.index
  }

  /** `---` or `...` at the start of a line. */
  atDocumentIndicator(): boolean {
    if (this.column !== 0) return false
    const indicator = this.text.slice(this.index, this.index + 3)
    return (indicator === '---' || indicator === '...') && isBlankOrEnd(this.peek(3))
  }
}

export const isBlank = (char: string): boolean => char === ' ' || char === '\t'
export const isBreak = (char: string): boolean =>
  char === '\n' || char === '\r' || char === '\x85' || char === '\u2028' || char === '\u2029'
export const isBreakOrEnd = (char: string): boolean => char === '' || isBreak(char)
export const isBlankOrEnd = (char: string): boolean => isBlank(char) || isBreakOrEnd(char)
