// Which resources there are: the built-in ones and those that custom resource definitions add.
import { resourceKey, type ResourceDefinition } from './resource.ts'

export class Registry {
  private definitions: readonly ResourceDefinition[] = []
  private readonly index = new Map<string, ResourceDefinition>()

  constructor(builtin: readonly ResourceDefinition[]) { this.replace(builtin) }

  add(definition: ResourceDefinition): void {
    this.replace([...this.definitions.filter(known => nameOf(known) !== nameOf(definition)), definition])
  }

  remove(definition: ResourceDefinition): void {
    this.replace(this.definitions.filter(known => nameOf(known) !== nameOf(definition)))
  }

  all(): readonly ResourceDefinition[] { return this.definitions }

  byResource(group: string, version: string, plural: string): ResourceDefinition | undefined {
    return this.index.get(`resource ${group}/${version} ${plural}`)
  }

  byKind(apiVersion: string, kind: string): ResourceDefinition | undefined {
    return this.index.get(`kind ${apiVersion} ${kind}`)
  }

  /** By key (`deployments.apps`), whatever the version: the preferred one, which is listed first. */
  byKey(key: string): ResourceDefinition | undefined { return this.index.get(`key ${key}`) }

  private replace(definitions: readonly ResourceDefinition[]): void {
    this.definitions = definitions
    this.index.clear()
    for (const definition of definitions.toReversed()) { // so that the first of a key is the one that stays
      const { group, version, plural, kind } = definition
      this.index.set(`resource ${nameOf(definition)}`, definition)
      this.index.set(`kind ${group === '' ? version : `${group}/${version}`} ${kind}`, definition)
      this.index.set(`key ${resourceKey(group, plural)}`, definition)
    }
  }
}

const nameOf = ({ group, version, plural }: ResourceDefinition): string => `${group}/${version} ${plural}`
