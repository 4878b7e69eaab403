// What the subcommands of `kubectl set` have in common.
import { fileFlags, selectorFlags, writeFlags } from '../verb.ts'
import type { Flags } from '../flags.ts'

export const setFlags: Flags = {
  ...fileFlags,
  ...selectorFlags,
  ...writeFlags,
  'field-manager': { kind: 'text', usual: 'kubectl-set' },
  'local': { kind: 'switch' },
}

/** Resources come before `key=value` and `key-`. */
export function partPairs(args: readonly string[]): { readonly resources: readonly string[], readonly pairs: readonly string[] } {
  const at = args.findIndex((arg, i) => arg.includes('=') || (i > 0 && arg.endsWith('-')))
  return at < 0 ? { resources: args, pairs: [] } : { resources: args.slice(0, at), pairs: args.slice(at) }
}
