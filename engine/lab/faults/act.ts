// What can be done to a component from outside, written as a line: `stop kubelet node-2`, `slow kube-scheduler by 2s`.
import type { Component } from './component.ts'

/** What is wrong with such a line. */
export class ActError extends Error {}

export const verbs = ['stop', 'start', 'restart', 'slow', 'cut', 'mend'] as const
export type ActVerb = typeof verbs[number]

export interface Act {
  readonly verb: ActVerb
  readonly component: string
  readonly lagMs: number
}

const grammar = /^(\S+) (\S+(?: \S+)?)$/
const slowing = /^(.+) by (\d{1,9})(ms|s)$/

export function parseAct(text: string): Act {
  const [, subject = text.trim(), amount, unit] = slowing.exec(text.trim()) ?? []
  const [, word, component = ''] = grammar.exec(subject) ?? []
  const verb = verbs.find(known => known === word)
  if (!verb) throw new ActError(`"${text}" is no act; write for example: stop kubelet node-2. Verbs are ${verbs.join(', ')}`)
  if ((verb === 'slow') !== (amount !== undefined)) throw new ActError(`"${text}": ${verb === 'slow' ? 'say by how much, as in: slow kube-scheduler by 2s' : `only slow says by how much`}`)
  return { verb, component, lagMs: Number(amount ?? 0) * (unit === 's' ? 1000 : 1) }
}

export function carryOut({ verb, component: name, lagMs }: Act, components: ReadonlyMap<string, Component>): void {
  const component = components.get(name)
  if (!component) throw new ActError(`there is no component "${name}"; there are ${[...components.keys()].join(', ')}`)
  if (verb === 'slow') component.slow(lagMs)
  else component[verb]()
}
