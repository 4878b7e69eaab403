// What the values of flags could be.
import type { Program } from '../../../client/program.ts'
import { namesIn, readConfig } from '../kubeconfig.ts'
import { containersOf } from './arguments.ts'
import { among, anyFile, directive, manifests, namesOf, nothing, type Asked, type Offer } from './offer.ts'

const templates = ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'name', 'template', 'templatefile', 'yaml']
const known: Readonly<Record<string, readonly string[]>> = {
  'cascade': ['background', 'orphan', 'foreground'],
  'dry-run': ['none', 'server', 'client'],
  'image-pull-policy': ['Always', 'IfNotPresent', 'Never'],
  'restart': ['Always', 'Never', 'OnFailure'],
  'validate': ['strict', 'warn', 'ignore'],
}

export function* valuesOf(asked: Asked, name: string): Program<Offer> {
  const { path, invocation, flags, args } = asked
  const [command = ''] = path
  switch (name) {
    case 'namespace': return among(yield* namesOf('namespaces', asked), asked)
    case 'context': return among(namesIn(readConfig(invocation, flags), 'contexts'), asked)
    case 'cluster': return among(namesIn(readConfig(invocation, flags), 'clusters'), asked)
    case 'user': return among(namesIn(readConfig(invocation, flags), 'users'), asked)
    case 'container': return among(yield* containersOf(args[0] ?? '', asked), asked)
    case 'output': return among(outputs[command] ?? templates, asked)
    case 'filename': return manifests
    case 'kustomize': return { lines: [], code: directive.directories }
    case 'type': return command === 'patch' ? among(['json', 'merge', 'strategic'], asked) : command === 'expose' ? among(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'], asked) : nothing
    case 'selector':
    case 'field-selector': return nothing
    default: return Object.hasOwn(known, name) ? among(known[name] ?? [], asked) : anyFile
  }
}

const outputs: Readonly<Record<string, readonly string[]>> = {
  'get': [...templates, 'custom-columns', 'custom-columns-file', 'wide'].toSorted(),
  'version': ['json', 'yaml'],
  'api-resources': ['name', 'wide'],
}
