// Recorded transcripts: what was typed, what came out, and the objects that were shown on the way.
import { readFileSync } from 'node:fs'
import { CORE_SCHEMA, loadAll } from 'js-yaml'
import type { KubeObject } from '../../../../engine/apiserver/object.ts'

interface Step { readonly run?: string, readonly stdout: string, readonly stderr: string, readonly exit: number }
interface Transcript { readonly steps: readonly Step[] }

export function transcript(name: string): Transcript {
  return JSON.parse(readFileSync(new URL(`../../../golden/${name}.json`, import.meta.url), 'utf8'))
}

/** The nth time that a command was run in a transcript. */
export function recorded(name: string, run: string, nth = 0): Step {
  const step = transcript(name).steps.filter(candidate => candidate.run === run)[nth]
  if (!step) throw new Error(`${name} has no ${run}`)
  return step
}

export const stdoutOf = (name: string, run: string, nth = 0): string => recorded(name, run, nth).stdout

/** The object that a command printed as YAML or JSON. */
export function objectOf<T extends KubeObject>(name: string, run: string, nth = 0): T {
  return loadAll(stdoutOf(name, run, nth), { schema: CORE_SCHEMA })[0] as T
}
