// Recorded sessions about scheduling, played as far as they change the cluster.
import { readdirSync, readFileSync } from 'node:fs'
import { CORE_SCHEMA, loadAll } from 'js-yaml'
import type { KubeObject } from '../../../engine/apiserver/object.ts'
import type { Taint } from '../../../engine/apiserver/types.gen.ts'
import type { NodeSpec } from '../../../engine/lab/profiles.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

interface Step {
  readonly run?: string
  readonly stdout?: string
  readonly files?: Readonly<Record<string, string>>
  readonly advance?: number
  readonly unstable?: boolean
}

export interface Recording {
  readonly name: string
  readonly nodes: readonly NodeSpec[]
  readonly steps: readonly Step[]
  readonly scores?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>
}

const folder = new URL('../../golden/', import.meta.url)

export const recordings = (pattern: RegExp): readonly Recording[] => readdirSync(folder)
  .filter(file => pattern.test(file))
  .map(file => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recording) // the format is told in test/golden/README.md

/** A command line took about as long, and the cluster went on meanwhile. */
const commandSeconds = 0.1

export function play(recording: Recording, seed: number, afterStep: (step: Step, world: SmallCluster) => void = () => {}): SmallCluster {
  const world = new SmallCluster(recording.nodes, seed)
  const files = new Map<string, string>()
  for (const step of recording.steps) {
    for (const [path, text] of Object.entries(step.files ?? {})) files.set(path, text)
    if (step.run !== undefined) act(step.run, world, files)
    world.pass(step.advance ?? commandSeconds)
    afterStep(step, world)
  }
  return world
}

function act(command: string, world: SmallCluster, files: ReadonlyMap<string, string>): void {
  const words = command.split(' ').slice(1)
  const [verb, first = '', second = '', third = ''] = words
  const flag = (name: string): string | undefined => words.find(word => word.startsWith(`--${name}=`))?.slice(name.length + 3)
  switch (verb) {
    case 'apply': return apply(files.get(second) ?? '', world)
    case 'run': return void world.create('pods', podOf(first, {
      containers: [{ name: first, image: flag('image') ?? 'nginx', resources: {} }],
      ...JSON.parse(/--overrides='(.*)'/.exec(command)?.[1] ?? '{}').spec,
    }, { labels: { run: first } }))
    case 'taint': return taint(second, third, world)
    case 'cordon': return world.edit('nodes', first, node => ({ ...node, spec: { ...node.spec, unschedulable: true } }), undefined)
    case 'label': return world.edit('nodes', second, node => ({ ...node, metadata: { ...node.metadata, labels: { ...node.metadata.labels, ...Object.fromEntries([third.split('=')]) } } }), undefined)
    case 'scale': return world.scale(Number(flag('replicas')), second)
    case 'delete': return world.delete(first === 'pod' ? 'pods' : 'priorityclasses.scheduling.k8s.io', second, {}, first === 'pod' ? namespace : undefined)
    default: // only looks
  }
}

/** As the recording had it, what the server takes for a name that is none is left out. */
function apply(text: string, world: SmallCluster): void {
  for (const value of loadAll(text, { schema: CORE_SCHEMA })) {
    const object = value as KubeObject // a manifest of the recordings
    if (typeof object.metadata.name !== 'string') continue
    const definition = world.cluster.server.registry.byKind(object.apiVersion, object.kind)
    if (!definition) throw new Error(`no such kind: ${object.kind}`)
    const { group, version, plural, namespaced } = definition
    world.act('apply', client => client.request({
      verb: 'create', group, version, resource: plural, ...namespaced && { namespace }, body: object,
    }))
  }
}

function taint(node: string, what: string, world: SmallCluster): void {
  const names = node === '--all' ? world.client.list('nodes').map(({ metadata }) => metadata.name) : [node]
  const [, key = '', value, effect] = /^([^=:]+?)-?(?:=([^:]*))?(?::(\w+))?-?$/.exec(what) ?? []
  for (const name of names) {
    world.edit('nodes', name, each => {
      const others = (each.spec.taints ?? []).filter(other => other.key !== key)
      const added = what.endsWith('-') ? [] : [{ key, effect: effect as Taint['effect'], ...value !== undefined && { value } }] // as typed in the recording
      return { ...each, spec: { ...each.spec, taints: [...others, ...added] } }
    }, undefined)
  }
}
