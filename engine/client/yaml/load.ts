// A YAML document → JSON, as sigs.k8s.io/yaml converts it: later keys win, keys become strings, aliases copies.
import type { Json } from '../../apiserver/object.ts'
import { decodeBase64, maxDepth, utf8Text } from '../../apiserver/schema/index.ts'
import { YamlError } from './cursor.ts'
import { type AliasNode, type MappingNode, parseYaml, type ScalarNode, type YamlNode, yamlTag } from './parser.ts'
import { yamlNumber, goNumber } from './number.ts'
import { type Resolved, resolvePlain, resolveTagged } from './resolve.ts'

// Control characters that YAML does not allow, even in comments.
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/

/** The first document of the text; null if there is none. Throws a YamlError with go-yaml's text. */
export function yamlToJson(text: string): Json {
  const wellFormed = text.toWellFormed()
  if (forbidden.test(wellFormed)) throw new YamlError('yaml: control characters are not allowed')
  const root = parseYaml(wellFormed, maxDepth)
  return root ? new Loader().load(root, 0) : null
}

type Fields = Map<string, Json>

class Loader {
  private loaded = 0
  private loadedByAlias = 0
  private readonly open = new Set<AliasNode>() // aliases whose anchors are being loaded

  load(node: YamlNode, depth: number): Json {
    this.count(depth)
    switch (node.kind) {
      case 'scalar': return jsonValue(resolve(node))
      case 'alias': return this.follow(node, target => this.load(target, depth + 1))
      case 'sequence': return node.items.map(item => this.load(item, depth + 1))
      case 'mapping': {
        const fields: Fields = new Map()
        this.fill(node, fields, depth)
        return Object.fromEntries([...fields].sort(([a], [b]) => a < b ? -1 : 1))
      }
    }
  }

  /** A few lines can stand for billions of nodes; go-yaml draws the line by the part that comes from aliases. */
  private count(depth: number): void {
    if (depth > maxDepth) throw new YamlError(`yaml: exceeded max depth of ${maxDepth}`)
    this.loaded++
    if (this.open.size > 0) this.loadedByAlias++
    if (this.loadedByAlias > 100 && this.loaded > 1000 && this.loadedByAlias / this.loaded > allowedAliasPart(this.loaded))
      throw new YamlError('yaml: document contains excessive aliasing')
  }

  private follow<T>(alias: AliasNode, load: (target: YamlNode) => T): T {
    if (this.open.has(alias)) throw new YamlError(`yaml: anchor '${alias.name}' value contains itself`)
    this.open.add(alias)
    const value = load(alias.target)
    this.open.delete(alias)
    return value
  }

  private fill({ pairs }: MappingNode, fields: Fields, depth: number): void {
    for (const [key, value] of pairs) {
      if (isMerge(key)) {
        this.merge(value, fields, depth + 1)
        continue
      }
      const name = this.key(key, depth + 1)
      const loaded = this.load(value, depth + 1)
      if (name === undefined) throw new YamlError(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(value)}`)
      fields.set(name, loaded)
    }
  }

  private key(node: YamlNode, depth: number): string | undefined {
    if (node.kind === 'alias') return this.follow(node, target => this.key(target, depth + 1))
    if (node.kind !== 'scalar') {
      this.load(node, depth)
      throw new YamlError(`yaml: invalid map key: ${goSyntax(node)}`)
    }
    this.count(depth)
    const { value } = resolve(node)
    return value === null ? undefined : typeof value === 'number' ? yamlNumber(value) : String(value)
  }

  /** `<<: *base` or `<<: [*a, *b]`: their keys, where they are written; the first of a list has precedence. */
  private merge(node: YamlNode, fields: Fields, depth: number): void {
    for (const source of node.kind === 'sequence' ? [...node.items].reverse() : [node]) {
      const target = source.kind === 'alias' ? source.target : source
      if (target.kind !== 'mapping') throw new YamlError('yaml: map merge requires map or sequence of maps as the value')
      this.count(depth)
      if (source.kind === 'alias') this.follow(source, () => this.fill(target, fields, depth + 1))
      else this.fill(target, fields, depth)
    }
  }
}

function allowedAliasPart(loaded: number): number {
  const [low, high] = [400_000, 4_000_000]
  return loaded <= low ? 0.99 : loaded >= high ? 0.1 : 0.99 - 0.89 * (loaded - low) / (high - low)
}

const isMerge = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === '<<' && (node.plain || node.tag === yamlTag('merge'))

function resolve({ value, tag, plain }: ScalarNode): Resolved {
  if (tag === yamlTag('binary')) return { kind: 'str', value: decodeBinary(value) }
  if (tag !== '') return resolveTagged(tag, value)
  return plain ? resolvePlain(value) : { kind: 'str', value }
}

function jsonValue({ value }: Resolved): Json {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new YamlError(`json: unsupported value: ${goNumber(value)}`)
  return value
}

function decodeBinary(text: string): string {
  try {
    return utf8Text(decodeBase64(text))
  } catch {
    throw new YamlError('yaml: !!binary value contains invalid base64 data')
  }
}

/** As Go's %#v shows what a node becomes. */
function goSyntax(node: YamlNode, top = true): string {
  switch (node.kind) {
    case 'alias': return goSyntax(node.target, top)
    case 'sequence': return `[]interface {}{${node.items.map(item => goSyntax(item, false)).join(', ')}}`
    case 'mapping': return `map[interface {}]interface {}{${node.pairs.map(pair => pair.map(part => goSyntax(part, false)).join(':')).sort().join(', ')}}`
    case 'scalar': {
      const { value } = resolve(node)
      if (value === null) return top ? '<nil>' : 'interface {}(nil)'
      return typeof value === 'string' ? JSON.stringify(value) : typeof value === 'number' ? goNumber(value) : String(value)
    }
  }
}
