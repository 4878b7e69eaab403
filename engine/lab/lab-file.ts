// What a lab file may say (lab.schema.json is made of it: tools/lab-schema.ts).
import { addonShape } from './addons.ts'
import { parseAct } from './faults/act.ts'
import { parseLoad } from './faults/load.ts'
import { LabError } from './fields.ts'
import { parsePredicate, predicatePattern } from './predicate.ts'
import type { Profile } from './profiles.ts'
import { registryShape } from './registry.ts'
import { choice, fields, list, map, needed, oneOrList, parsed, text, textOr, told, whole } from './shape.ts'

/** How fast virtual time can be made to run. */
export const speeds: readonly number[] = [0.01, 0.1, 1, 10, 60, 600]

const profiles: readonly Profile[] = ['plain', 'kind', 'kubeadm-4', 'minikube', 'EKS']

const predicate = parsed(parsePredicate, { pattern: predicatePattern })
const claims = list(predicate, 'a list of predicates')
const files = map(text)
const act = parsed(line => {
  if (!parseLoad(line)) parseAct(line)
  return line
})
const stepName = { ...parsed(name => name, { pattern: '^[a-z][a-z0-9-]*$' }), read: nameOf }

export const stepShape = fields({
  name: told('By which slides enter the lab: from, to, at', stepName),
  say: needed(told('What happens, in one Korean sentence', text)),
  files: told('Files that are written where the terminal stands, before anything else', files),
  act: told('What befalls components then: stop kubelet node-2', oneOrList(act)),
  browse: told('An address that the browser opens, or a button of it: about:reload', text),
  run: told('A command line, typed into the terminal', text),
  until: told('The step ends when this holds: deployment/web condition=Available', predicate),
  within: told('How many seconds of virtual time it may take; an hour, unless said', whole),
  then: told('What must hold then; tested', claims),
  still: told('The moment that paper shows; the end, unless said', predicate),
  speed: told('How fast virtual time runs when the step is shown', choice(speeds)),
})

export const forkShape = fields({
  say: needed(told('The question that the other branch answers, in Korean', text)),
  step: needed(told('Which step is another there: its name or number', textOr(text, whole))),
  files: told('Replaced for that step', files),
  act: told('Instead of what the step does', oneOrList(act)),
  run: told('Instead of the line that the step runs', text),
  then: told('What must hold there when the lab is over; tested', claims),
})

export const clusterShape = fields({
  profile: told('Which cluster of the lecture it is like', choice(profiles)),
  nodes: told('How many nodes', whole),
  etcdMembers: told('How many machines etcd runs on; one, unless said', choice([3, 5])),
  addons: told('What is installed beside the control plane', list(addonShape)),
  registry: told('Images of its own, and what only those with a login may pull', registryShape),
})

export const labShape = fields({
  title: needed(text),
  say: needed(told('What the picture is called before the first step, in Korean', text)),
  seed: told('Another seed is another run', whole),
  cluster: clusterShape,
  files: told('Files where the terminal stands', files),
  steps: needed(list(stepShape, 'a list with at least one step', 1)),
  fork: told('What would be, had one step been another', forkShape),
})

function nameOf(value: unknown, where: string): string {
  const name = text.read(value, where)
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new LabError(`${where} must be a word of a-z, 0-9 and -, beginning with a letter`)
  return name
}
