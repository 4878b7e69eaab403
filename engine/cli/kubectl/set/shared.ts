// What the subcommands of `kubectl set` have in common.
import { fileFlags, selectorFlags, writeFlags } from '../verb.ts'
import { UsageError } from '../failure.ts'
import type { Flags } from '../flags.ts'
import type { Subject } from '../manifests.ts'

export const setFlags: Flags = {
  ...fileFlags,
  ...selectorFlags,
  ...writeFlags,
  'field-manager': { kind: 'text', usual: 'kubectl-set' },
  'local': { kind: 'switch' },
}

/** Resources come before `key=value` and `key-`. */
export function partPairs(args: readonly string[]): { readonly resources: readonly string[], readonly pairs: readonly string[] } {
  const at = args.findIndex(arg => /^[^=].*=/s.test(arg) || arg.endsWith('-') && arg !== '-')
  return at < 0 ? { resources: args, pairs: [] } : { resources: args.slice(0, at), pairs: args.slice(at) }
}

/** What is told of an object that makes no pods; its type is as Go names it. */
export const withoutTemplate = ({ definition: { version, kind, plural }, name }: Subject): UsageError =>
  new UsageError(`${plural}/${name} the object is not a pod or does not have a pod template: *${version}.${kind}`)
