/** What kubectl says after `error: ` when it cannot print as asked. */
export class PrintError extends Error {
  /** What it had already printed. */
  readonly output: string
  constructor(message: string, output = '') {
    super(message)
    this.output = output
  }
}
