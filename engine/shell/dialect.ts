// How shells complain: the one of busybox, in most small images, and bash, on the user's machine and in large ones.
import type { ShellSyntaxError } from './words.ts'

export interface Dialect {
  readonly name: string
  /** Whatever has no words of its own. */
  readonly says: (what: string) => string
  readonly notFound: (command: string) => string
  readonly cannotOpen: (file: string) => string
  readonly cannotCreate: (file: string, why: string) => string
  readonly cannotEnter: (directory: string) => string
  readonly notDirectory: (file: string) => string
  readonly syntax: (error: ShellSyntaxError) => string
  readonly cannotFork: string
  /** A loop that never waits was ended. */
  readonly endless: string
  readonly tooDeep: (what: string, most: number) => string
  /** How wide the states of jobs are shown. */
  readonly stateColumns: number
  /** What stands before the line that is typed. */
  readonly prompt: (cwd: string, home: string, hostname: string) => string
}

const atHome = (cwd: string, home: string): string => cwd === home ? '~' : cwd.startsWith(`${home}/`) && home !== '/' ? `~${cwd.slice(home.length)}` : cwd

export const ash: Dialect = {
  name: 'sh',
  says: what => `sh: ${what}\n`,
  notFound: command => `sh: ${command}: not found\n`,
  cannotOpen: file => `sh: can't open ${file}: no such file\n`,
  cannotCreate: (file, why) => `sh: can't create ${file}: ${why === 'No such file or directory' ? 'nonexistent directory' : why}\n`,
  cannotEnter: directory => `sh: cd: can't cd to ${directory}: No such file or directory\n`,
  notDirectory: file => `sh: cd: can't cd to ${file}: Not a directory\n`,
  cannotFork: 'sh: can\'t fork: Resource temporarily unavailable\n',
  endless: 'sh: CPU time limit exceeded: a loop that waits for nothing was stopped\n',
  tooDeep: (what, most) => `sh: ${what}: function nesting level exceeded (${most})\n`,
  stateColumns: 27,
  syntax: ({ message }) => `sh: syntax error: ${message}\n`,
  prompt: (cwd, home) => `${atHome(cwd, home)} # `,
}

/** What `sh` is on the user's machine. */
export const dash: Dialect = {
  ...ash,
  says: what => `sh: 1: ${what}\n`,
  notFound: command => `sh: 1: ${command}: not found\n`,
  cannotOpen: file => `sh: 1: cannot open ${file}: No such file\n`,
  cannotCreate: (file, why) => `sh: 1: cannot create ${file}: ${why === 'No such file or directory' ? 'Directory nonexistent' : why}\n`,
  cannotEnter: directory => `sh: 1: cd: can't cd to ${directory}\n`,
  syntax: ({ message }) => `sh: 1: Syntax error: ${message.replace(/^unexpected ("[^"]*"|end of file|word)/, '$1 unexpected')}\n`,
  prompt: () => '# ',
}

export const bash: Dialect = {
  name: 'bash',
  says: what => `bash: ${what}\n`,
  notFound: command => `bash: ${command}: ${command.includes('/') ? 'No such file or directory' : 'command not found'}\n`,
  cannotOpen: file => `bash: ${file}: No such file or directory\n`,
  cannotCreate: (file, why) => `bash: ${file}: ${why}\n`,
  cannotEnter: directory => `bash: cd: ${directory}: No such file or directory\n`,
  notDirectory: file => `bash: cd: ${file}: Not a directory\n`,
  cannotFork: 'bash: fork: retry: Resource temporarily unavailable\n',
  endless: 'bash: CPU time limit exceeded: a loop that waits for nothing was stopped\n',
  tooDeep: (what, most) => `bash: ${what}: maximum function nesting level exceeded (${most})\n`,
  stateColumns: 24,
  syntax: error => `bash: ${bashSyntax(error)}\n`,
  prompt: (cwd, home, hostname) => `root@${hostname}:${atHome(cwd, home)}# `,
}

function bashSyntax({ message, near, isIncomplete }: ShellSyntaxError): string {
  if (near === undefined) return isIncomplete ? 'syntax error: unexpected end of file' : message
  return near.kind === 'quote' ? `unexpected EOF while looking for matching \`${near.text}'` : `syntax error near unexpected token \`${near.text}'`
}
