// Labels, annotations and owners: one to a line, the first beside its title.
import type { ObjectMeta } from '../../apiserver/object.ts'
import { utf8Length } from '../../apiserver/schema/utf8.ts'
import { sortedKeys, type Description } from './description.ts'

type Labels = Readonly<Record<string, string>>

/** A title with several lines beside it. */
export function titledLines(out: Description, title: string, lines: readonly string[], indent = ''): void {
  const [first = '<none>', ...rest] = lines
  out.line(0, `${indent}${title}:\t${first}`)
  for (const line of rest) out.line(0, `${indent}\t${line}`)
}

export function labelLines(out: Description, title: string, labels: Labels | undefined, indent = ''): void {
  titledLines(out, title, sortedKeys(labels).map(key => `${key}=${labels?.[key] ?? ''}`), indent)
}

const longestAnnotation = 140
const appliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** Annotations with long or several lines go below their key. */
export function annotationLines(out: Description, title: string, annotations: Labels | undefined): void {
  const keys = sortedKeys(annotations).filter(key => key !== appliedAnnotation)
  titledLines(out, title, keys.map(key => {
    const value = (annotations?.[key] ?? '').replace(/\n$/, '')
    if (utf8Length(value) + utf8Length(key) + 2 <= longestAnnotation && !value.includes('\n')) return `${key}: ${value}`
    return [`${key}:`, ...value.split('\n').map(line => `\t  ${shortened(line, longestAnnotation - 2)}`)].join('\n')
  }))
}

/** No more than so many bytes, without cutting a character in two. */
export function shortened(text: string, longest: number): string {
  if (utf8Length(text) <= longest) return text
  let kept = ''
  let bytes = 0
  for (const char of text) {
    bytes += utf8Length(char)
    if (bytes > longest) break
    kept += char
  }
  return `${kept}...`
}

/** `Name`, `Namespace`, `Labels` and `Annotations`: how most descriptions begin. */
export function heading(out: Description, { name, namespace, labels, annotations }: ObjectMeta): void {
  out.line(0, `Name:\t${name}`)
  if (namespace !== undefined) out.line(0, `Namespace:\t${namespace}`)
  labelLines(out, 'Labels', labels)
  annotationLines(out, 'Annotations', annotations)
}

export function controllerLine(out: Description, { ownerReferences }: ObjectMeta): void {
  const owner = ownerReferences?.find(({ controller }) => controller)
  if (owner) out.line(0, `Controlled By:\t${owner.kind}/${owner.name}`)
}
