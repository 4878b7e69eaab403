// Which resources there are: the built-in ones and those that custom resource definitions add.
import { resourceKey, type ResourceDefinition } from './resource.ts'

export class Registry {
  private definitions: readonly ResourceDefinition[] = []
  private readonly kinds = new Map<string, ResourceDefinition>()
  private readonly keys = new Map<string, ResourceDefinition>()
  private readonly plurals = new Map<string, ResourceDefinition[]>()

  constructor(builtin: readonly ResourceDefinition[]) { this.replace(builtin) }

  add(definition: ResourceDefinition): void {
    this.replace([...this.definitions.filter(known => nameOf(known) !== nameOf(definition)), definition])
  }

  remove(definition: ResourceDefinition): void {
    this.replace(this.definitions.filter(known => nameOf(known) !== nameOf(definition)))
  }

  all(): readonly ResourceDefinition[] { return this.definitions }

  byResource(group: string, version: string, plural: string): ResourceDefinition | undefined {
    for (const definition of this.plurals.get(plural) ?? none) if (definition.group === group && definition.version === version) return definition
    return undefined
  }

  byKind(apiVersion: string, kind: string): ResourceDefinition | undefined {
    return this.kinds.get(`${apiVersion} ${kind}`)
  }

  /** By key (`deployments.apps`), whatever the version: the preferred one, which is listed first. */
  byKey(key: string): ResourceDefinition | undefined { return this.keys.get(key) }

  private replace(definitions: readonly ResourceDefinition[]): void {
    this.definitions = definitions
    for (const index of [this.kinds, this.keys, this.plurals]) index.clear()
    for (const definition of definitions.toReversed()) { // so that the first of a key is the one that stays
      const { group, version, plural, kind } = definition
      this.kinds.set(`${group === '' ? version : `${group}/${version}`} ${kind}`, definition)
      this.keys.set(resourceKey(group, plural), definition)
      const others = this.plurals.get(plural)
      if (others) others.unshift(definition)
      else this.plurals.set(plural, [definition])
    }
  }
}

const none: readonly ResourceDefinition[] = []

const nameOf = ({ group, version, plural }: ResourceDefinition): string => `${group}/${version} ${plural}`
