// The house: which room may import which. A reader who knows Kubernetes knows the rooms; this rule
// keeps the doors between them where the design put them.
import { dirname, relative, resolve, sep } from 'node:path'
import type { Rule } from 'eslint'

const acts = ['clock', 'etcd', 'apiserver', 'client'] // what everything that acts may know

const doors: Readonly<Record<string, readonly string[]>> = {
  clock: [],
  etcd: ['clock'],
  apiserver: ['clock', 'etcd'],
  client: ['clock', 'etcd', 'apiserver'],
  controllers: acts,
  scheduler: acts,
  runtime: [...acts, 'shell'], // images carry the shell
  network: [...acts, 'runtime'],
  kubelet: [...acts, 'runtime', 'network'],
  cloud: [...acts, 'network'],
  addons: [...acts, 'network', 'runtime'],
  shell: [...acts, 'runtime'],
  docker: [...acts, 'runtime', 'shell'],
  helm: [...acts, 'shell'],
  cli: [...acts, 'runtime', 'shell', 'docker', 'helm'],
  lab: ['*'],
  index: ['*'],
}

const forWidgets = ['lab', 'client']

export const house: Rule.RuleModule = {
  meta: { type: 'problem', messages: { closed: '{{from}} may not import {{to}}: the door is closed (tools/lint/house.ts)' }, schema: [] },
  create(context) {
    const from = roomOf(context.filename, context.cwd)
    const check = (node: Rule.Node, source: unknown, typeOnly: boolean) => {
      if (typeof source !== 'string' || !source.startsWith('.')) return
      const to = roomOf(resolve(dirname(context.filename), source), context.cwd)
      if (!open(from, to, typeOnly)) context.report({ node, messageId: 'closed', data: { from: from.join('/'), to: to.join('/') } })
    }
    return {
      ImportDeclaration: node => check(node, node.source.value, 'importKind' in node && node.importKind === 'type'),
      ExportNamedDeclaration: node => check(node, node.source?.value, false),
      ExportAllDeclaration: node => check(node, node.source.value, false),
      ImportExpression: node => check(node, node.source.type === 'Literal' ? node.source.value : undefined, false),
    }
  },
}

/** The first two steps of a path inside the project: ['engine', 'etcd'], ['components', 'Terminal']. */
function roomOf(path: string, root: string): string[] {
  const [house = '', room = ''] = relative(root, path).split(sep)
  return [house, room.replace(/\.ts$/, '')]
}

function open(from: string[], to: string[], typeOnly: boolean): boolean {
  const [fromHouse, fromRoom = ''] = from
  const [toHouse, toRoom = ''] = to
  if (fromHouse === 'engine') {
    if (toHouse !== 'engine') return false
    const allowed = doors[fromRoom] ?? []
    return fromRoom === toRoom || allowed.includes('*') || allowed.includes(toRoom)
  }
  if (toHouse !== 'engine') return true
  if (fromHouse === 'components' || fromHouse === 'layouts')
    return forWidgets.includes(toRoom) || (typeOnly && toRoom === 'apiserver') // the types of objects live with the kinds
  return true
}
