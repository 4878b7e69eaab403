// What a command says about an object that it made or changed: a line, or the object as `-o` asks.
import type { JsonObject } from '../../apiserver/object.ts'
import { write, type Program } from '../../client/program.ts'
import { resolvePath } from '../../runtime/files.ts'
import { formatsOfObjects, nameLine, printerFor, type ObjectPrinter, type OutputRequest } from '../print/index.ts'
import { dryRunOf, type Call, type DryRun } from './verb.ts'

export type Announce = (object: JsonObject, operation: string) => Program<void>

const suffixes: Readonly<Record<DryRun, string>> = { none: '', client: ' (dry run)', server: ' (server dry run)' }

export const dryRunSuffix = (call: Call): string => suffixes[dryRunOf(call)]

/** Prints each object once: `made` objects are kubectl's own and keep the order of their fields in JSON. */
export function announcer(call: Call, options: { readonly made?: boolean, readonly suffix?: string } = {}): Announce {
  const suffix = options.suffix ?? dryRunSuffix(call)
  const print = objectPrinter(call, options.made ?? false)
  return function* (object, operation) {
    yield* write(print ? print(object) : nameLine(object, operation + suffix))
  }
}

/** The printer that `-o` names; undefined when nothing was asked for. */
export function objectPrinter(call: Call, made = false, formats: readonly string[] = formatsOfObjects): ObjectPrinter | undefined {
  const { flags } = call
  const output = flags.text('output') ?? (flags.has('template') ? 'go-template' : '')
  if (output === '') return undefined
  return printerFor({ ...printOptions(call), output, formats, ...made && { order: 'given' as const } })
}

export function printOptions({ flags, invocation: { environment: { files, cwd } } }: Call): Omit<OutputRequest, 'output' | 'formats'> {
  return {
    ...flags.has('template') && { template: flags.text('template') ?? '' },
    noHeaders: flags.isOn('no-headers'),
    showManagedFields: flags.isOn('show-managed-fields'),
    allowMissingTemplateKeys: flags.text('allow-missing-template-keys') !== 'false',
    readFile: path => {
      const text = files.read(resolvePath(cwd, path))
      if (text === undefined) throw new Error(`open ${path}: no such file or directory`)
      return text
    },
  }
}
