// What the plugins share: which requests concern them, and how they refuse.
import type { AdmissionPlugin, Attributes } from '../admission.ts'
import type { KubeObject } from '../object.ts'
import { resourceKey, type StrategyContext } from '../resource.ts'
import { refused, type StatusCause, type StatusError } from '../status.ts'

type About = Omit<Attributes, 'object'>

/** Whether a request is about whole objects of a kind; their status and other parts concern no plugin. */
export const concerns = ({ definition: { group, plural }, subresource }: About, key: string): boolean =>
  subresource === '' && plural.length <= key.length && resourceKey(group, plural) === key

type Mutate = NonNullable<AdmissionPlugin['mutate']>
type Change<T extends KubeObject> = (object: T, attributes: About, context: StrategyContext) => T

/** Changes the objects of one kind whenever they are written. */
export const onWrite = <T extends KubeObject>(key: string, change: Change<T>): Mutate => (object, attributes, context) =>
  concerns(attributes, key) ? change(object as T, attributes, context) : object // the key names the type

/** Changes the new objects of one kind. */
export const onCreate = <T extends KubeObject>(key: string, change: Change<T>): Mutate =>
  onWrite<T>(key, (object, attributes, context) => attributes.operation === 'CREATE' ? change(object, attributes, context) : object)

export const refusal = ({ definition: { group, plural }, name }: About, why: string, causes?: readonly StatusCause[]): StatusError =>
  refused(plural, group, name, why, causes)
