// What the cells of several kinds have in common.
import type { KubeObject } from '../object.ts'
import type { LabelSelector, Quantity } from '../types.gen.ts'
import { age } from './duration.ts'

export type Cell = string | number | boolean | null
export type Cells = readonly Cell[]

/** Stands for the age of an object. */
export const itsAge = Symbol('age')

/** A row: the name of an object, which is not repeated here, and what there is to tell of it. */
export const row = <T extends KubeObject>(cells: (object: T, nowMs: number) => readonly (Cell | typeof itsAge)[]) => (object: T, nowMs: number): Cells =>
  [object.metadata.name, ...cells(object, nowMs).map(cell => cell === itsAge ? age(object.metadata.creationTimestamp, nowMs) : cell)]

export const none = '<none>'
export const unset = '<unset>'

export const orNone = (text: string | undefined): string => text === undefined || text === '' ? none : text

export const quantity = (value: Quantity | undefined): string => value === undefined ? '0' : String(value)

export const trueFalse = (value: boolean): string => value ? 'True' : 'False'

/** `app=web,tier=front`. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  return orNone(Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`).sort().join())
}

/** `app=web,tier in (a,b),!old`; empty when it selects everything, or nothing is said. */
export function selectorOf(selector: LabelSelector | undefined): string {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }))
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values }) => {
    const set = `(${(values ?? []).toSorted().join()})`
    const text = operator === 'In' ? `${key} in ${set}` : operator === 'NotIn' ? `${key} notin ${set}` : operator === 'Exists' ? key : `!${key}`
    return { key, text }
  })
  return [...equal, ...expressions].sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0).map(({ text }) => text).join()
}

export const selectorText = (selector: LabelSelector | undefined): string => orNone(selectorOf(selector))

/** The cells CONTAINERS and IMAGES. */
export function containerCells(containers: readonly { readonly name: string, readonly image?: string }[] | undefined): Cells {
  return [(containers ?? []).map(({ name }) => name).join(), (containers ?? []).map(({ image }) => image ?? '').join()]
}

/** The first ones of a list, and how many there are besides. */
export function withMore(list: readonly string[], shown: number, separator = ','): string {
  const text = list.slice(0, shown).join(separator)
  return list.length > shown ? `${text} + ${list.length - shown} more...` : text
}

const accessModeNames = [['ReadWriteOnce', 'RWO'], ['ReadOnlyMany', 'ROX'], ['ReadWriteMany', 'RWX'], ['ReadWriteOncePod', 'RWOP']] as const

export function accessModesText(modes: readonly string[] | undefined): string {
  return accessModeNames.flatMap(([mode, short]) => modes?.includes(mode) ? [short] : []).join()
}

/** `10.0.0.1:80`, `[::1]:80`. */
export const hostPort = (host: string, port: number | string): string => `${host.includes(':') ? `[${host}]` : host}:${port}`

/** The addresses of a load balancer: sorted, each once. */
export function ingressAddresses(ingress: readonly { readonly ip?: string, readonly hostname?: string }[] | undefined): string {
  return [...new Set((ingress ?? []).flatMap(({ ip, hostname }) => ip || hostname || []))].sort().join()
}
