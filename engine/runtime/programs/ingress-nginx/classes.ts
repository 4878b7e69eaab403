// Which Ingresses are a controller's own.
import type { Ingress, IngressClass } from '../../../apiserver/types.gen.ts'

export interface Selection {
  /** What the annotation of old has to say, and the controller that a class has to name. */
  readonly ingressClass: string
  readonly controllerClass: string
  readonly takesClassless: boolean
}

const annotation = 'kubernetes.io/ingress.class'

/** Why an Ingress is nothing to this controller; undefined: it is its own. */
export function whyIgnored({ metadata: { annotations = {} }, spec }: Ingress, classes: readonly IngressClass[], { ingressClass, controllerClass, takesClassless }: Selection): string | undefined {
  const named = annotations[annotation]
  if (named !== undefined && named !== '') return named === ingressClass ? undefined : 'ingress class annotation is not equal to the expected by Ingress Controller'
  const { ingressClassName } = spec
  if (ingressClassName === undefined) return takesClassless ? undefined : 'ingress does not contain a valid IngressClass'
  const found = classes.find(({ metadata }) => metadata.name === ingressClassName)
  if (!found) return `no object matching key "${ingressClassName}" in local store`
  return found.spec.controller === controllerClass ? undefined : `ingress class ${ingressClassName} is handled by ${found.spec.controller ?? 'nobody'}`
}
