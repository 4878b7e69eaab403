// The Gateway API as it is installed into a cluster: the custom resources of its standard channel.
import type { Draft } from '../../client/resources.ts'
import type { CustomResourceColumnDefinition, CustomResourceDefinition, JSONSchemaProps } from '../../apiserver/types.gen.ts'
import { gatewayClassSpec, gatewayClassStatus, gatewaySpec, gatewayStatus, referenceGrantSpec } from './gateways.ts'
import { apiGroup, routeStatus } from './parts.ts'
import { grpcRouteSpec, httpRouteSpec } from './routes.ts'
import { object, text } from './schema.ts'

interface Kind {
  readonly kind: string
  readonly plural: string
  readonly shortNames?: readonly string[]
  readonly scope?: 'Cluster'
  /** The one that is stored comes first. */
  readonly versions: readonly string[]
  readonly columns: readonly CustomResourceColumnDefinition[]
  readonly spec: JSONSchemaProps
  readonly status?: JSONSchemaProps
  readonly isSpecRequired?: false
}

const column = (name: string, jsonPath: string, more: Partial<CustomResourceColumnDefinition> = {}): CustomResourceColumnDefinition => ({ name, type: 'string', jsonPath, ...more })
const conditionColumn = (type: string): CustomResourceColumnDefinition => column(type, `.status.conditions[?(@.type=="${type}")].status`)
const age = column('Age', '.metadata.creationTimestamp', { type: 'date' })

const kinds: readonly Kind[] = [
  { kind: 'GatewayClass', plural: 'gatewayclasses', shortNames: ['gc'], scope: 'Cluster', versions: ['v1', 'v1beta1'], spec: gatewayClassSpec, status: gatewayClassStatus,
    columns: [column('Controller', '.spec.controllerName'), conditionColumn('Accepted'), age, column('Description', '.spec.description', { priority: 1 })] },
  { kind: 'Gateway', plural: 'gateways', shortNames: ['gtw'], versions: ['v1', 'v1beta1'], spec: gatewaySpec, status: gatewayStatus,
    columns: [column('Class', '.spec.gatewayClassName'), column('Address', '.status.addresses[*].value'), conditionColumn('Programmed'), age] },
  { kind: 'HTTPRoute', plural: 'httproutes', versions: ['v1', 'v1beta1'], spec: httpRouteSpec, status: routeStatus, columns: [column('Hostnames', '.spec.hostnames'), age] },
  { kind: 'GRPCRoute', plural: 'grpcroutes', versions: ['v1'], spec: grpcRouteSpec, status: routeStatus, isSpecRequired: false, columns: [column('Hostnames', '.spec.hostnames'), age] },
  { kind: 'ReferenceGrant', plural: 'referencegrants', shortNames: ['refgrant'], versions: ['v1beta1'], spec: referenceGrantSpec, isSpecRequired: false, columns: [age] },
]

export const gatewayApi: readonly Draft<CustomResourceDefinition>[] = kinds.map(({ kind, plural, shortNames, scope = 'Namespaced', versions, columns, spec, status, isSpecRequired = true }) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: `${plural}.${apiGroup}`,
    annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api/pull/3328', 'gateway.networking.k8s.io/bundle-version': 'v1.3.0', 'gateway.networking.k8s.io/channel': 'standard' },
  },
  spec: {
    group: apiGroup,
    names: { categories: ['gateway-api'], kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), ...shortNames && { shortNames } },
    scope,
    versions: versions.map((name, i) => ({
      name, served: true, storage: i === 0,
      additionalPrinterColumns: columns,
      schema: { openAPIV3Schema: object({ apiVersion: text(), kind: text(), metadata: { type: 'object' }, [isSpecRequired ? 'spec!' : 'spec']: spec, ...status && { status } }) },
      ...status && { subresources: { status: {} } },
    })),
  },
}))
