// What the plugins share: which requests concern them, and how they refuse.
import type { AdmissionPlugin, Attributes } from '../admission.ts'
import type { KubeObject } from '../object.ts'
import { resourceKey, type StrategyContext } from '../resource.ts'
import { refused, type StatusCause, type StatusError } from '../status.ts'

type About = Omit<Attributes, 'object'>

/** Whether a request is about whole objects of a kind; their status and other parts concern no plugin. */
export const concerns = ({ definition: { group, plural }, subresource }: About, key: string): boolean =>
  subresource === '' && plural.length <= key.length && resourceKey(group, plural) === key

/** Changes the new objects of one kind. */
export function onCreate<T extends KubeObject>(key: string, change: (object: T, attributes: About, context: StrategyContext) => T): NonNullable<AdmissionPlugin['mutate']> {
  return (object, attributes, context) =>
    attributes.operation === 'CREATE' && concerns(attributes, key) ? change(object as T, attributes, context) : object // the key names the type
}

export const refusal = ({ definition: { group, plural }, name }: About, why: string, causes?: readonly StatusCause[]): StatusError =>
  refused(plural, group, name, why, causes)
