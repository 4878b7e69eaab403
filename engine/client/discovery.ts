// Resources by the names people give them: plural, singular, kind or short name, with or without a group.
import type { ResourceDefinition } from '../apiserver/resource.ts'

/** `deploy`, `Deployment`, `deployments.apps` and `deployments.v1.apps` are all the same. Short names are as they are. */
export function resourceNamed(all: readonly ResourceDefinition[], name: string): ResourceDefinition | undefined {
  const [given = '', ...qualifiers] = name.split('.')
  const plural = given.toLowerCase()
  const named = all.filter(d => d.plural === plural || d.singular === plural || d.kind.toLowerCase() === plural || d.shortNames.includes(given))
  if (qualifiers.length === 0) return named[0]
  const [first = '', ...others] = qualifiers.map(part => part.toLowerCase())
  return named.find(d => d.group === [first, ...others].join('.') || others.length > 0 && d.version === first && d.group === others.join('.'))
}
