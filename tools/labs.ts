// Lab files: YAML beside the chapters. What is wrong with one is said with its line.
import { EVENT_ID, load, parseEvents, YAMLException, type Event } from 'js-yaml'
import { LabError, labOf, type Lab } from '../engine/lab/lab.ts'

export function labDocument(name: string, source: string): unknown {
  try { return load(source) }
  catch (error) {
    if (!(error instanceof YAMLException)) throw error
    throw new LabError(`lab ${name}: line ${(error.mark?.line ?? 0) + 1}: ${error.reason}`)
  }
}

export function readLab(name: string, source: string): Lab {
  const document = labDocument(name, source)
  try { return labOf(name, document) }
  catch (error) {
    if (!(error instanceof LabError)) throw error
    const line = lineOf(error.message, source)
    throw line === undefined ? error : new LabError(error.message.replace(': ', `: line ${line}: `))
  }
}

/** What is wrong, as editors and terminals make it a link: `pages/…/x.yaml:6: …`. */
export const placed = (file: string, message: string): string => {
  const [, line, rest = message] = /^lab [^:]+: (?:line (\d+): )?(.*)$/s.exec(message) ?? []
  return `${file}${line === undefined ? '' : `:${line}`}: ${rest}`
}

/** `lab x: steps[0].until: …`, `lab x: steps[0]: unknown field "rnu"; …`, `lab x: title must be a text`. */
const complaint = /^[^:]+: ([\w-]+(?:\[\d+\]|\.[^\s:]+?)*)(?=[: ])(?:: unknown field "([^"]*)")?/
const unknownAtRoot = /^[^:]+: unknown field "([^"]*)"/

/** Where what is complained of stands, or what it should stand in. */
export function lineOf(message: string, source: string): number | undefined {
  const lines = linesOf(source)
  const [, path = '', field] = complaint.exec(message) ?? []
  const [, root] = unknownAtRoot.exec(message) ?? []
  if (root !== undefined) return lines.get(root)
  for (let at = field === undefined ? path : `${path}.${field}`; at !== ''; at = at.replace(/(?:\[\d+\]|\.[^.[]*|^[^.[]*)$/, ''))
    if (lines.has(at)) return lines.get(at)
  return undefined
}

/** The line of everything in a document: `steps[0].until`. */
export function linesOf(source: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  const events = parseEvents(source, {})
  let at = 0
  const lineAt = (offset: number): number => source.slice(0, offset).split('\n').length
  const textOf = (event: Event | undefined): string => event?.type === EVENT_ID.SCALAR ? source.slice(event.valueStart, event.valueEnd) : ''
  const startOf = (event: Event | undefined): number => event?.type === EVENT_ID.SCALAR ? event.valueStart : event && 'start' in event ? event.start : 0

  const walk = (path: string): void => {
    const event = events[at++]
    if (event?.type === EVENT_ID.MAPPING) {
      while (at < events.length && events[at]?.type !== EVENT_ID.POP) {
        const key = events[at++]
        const inner = path === '' ? textOf(key) : `${path}.${textOf(key)}`
        lines.set(inner, lineAt(startOf(key)))
        walk(inner)
      }
      at++
    }
    else if (event?.type === EVENT_ID.SEQUENCE) {
      for (let i = 0; at < events.length && events[at]?.type !== EVENT_ID.POP; i++) {
        lines.set(`${path}[${i}]`, lineAt(startOf(events[at])))
        walk(`${path}[${i}]`)
      }
      at++
    }
  }
  while (events[at]?.type === EVENT_ID.DOCUMENT) at++
  walk('')
  return lines
}
