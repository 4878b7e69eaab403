// Resources by the names people give them: plural, singular, kind or short name, with or without a group.
import type { ResourceDefinition } from '../apiserver/resource.ts'

/** `deploy`, `Deployment`, `deployments.apps` and `deployments.v1.apps` are all the same. */
export function resourceNamed(all: readonly ResourceDefinition[], name: string): ResourceDefinition | undefined {
  const wanted = name.toLowerCase()
  const [plural = '', ...qualifiers] = wanted.split('.')
  const named = (text: string) => all.filter(d => d.plural === text || d.singular === text || d.kind.toLowerCase() === text || d.shortNames.includes(text))
  if (qualifiers.length === 0) return named(wanted)[0]
  const [first = '', ...others] = qualifiers
  return named(plural).find(d => d.group === qualifiers.join('.') || d.version === first && d.group === others.join('.'))
}
