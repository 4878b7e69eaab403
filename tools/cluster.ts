// `npm run cluster`: the engine behind the HTTP API of Kubernetes, for real clients of this machine.
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Session } from '../engine/lab/session.ts'
import { settle } from '../engine/lab/settle.ts'
import { World } from '../engine/lab/world.ts'
import { openDoor } from '../server/door.ts'
import { kubeconfig } from '../server/kubeconfig.ts'
import { readLab } from './labs.ts'
import { commandLine, PlainError, run } from './lib/command.ts'
import { projectRoot } from './lib/project.ts'

const help = `
npm run cluster [-- [lab] [--step N] [--port N] [--speed N] [--kubeconfig FILE]]

Serves a cluster as a Kubernetes HTTP API on loopback, and writes a kubeconfig for kubectl and other clients.
  lab           the cluster that this lab starts with, by the name of its file (default: three empty nodes)
  --step        as it is after this many steps of the lab (default: 0)
  --port        of the API (default: 6443; 0: any that is free)
  --speed       virtual seconds in a second (default: 1)
  --kubeconfig  where to write it (default: .podium/kubeconfig)
`

const fastest = 600

await run(async () => {
  const { values, positionals } = commandLine(help, {
    step: { type: 'string' }, port: { type: 'string' }, speed: { type: 'string' }, kubeconfig: { type: 'string' },
  })
  if (positionals.length > 1) throw new PlainError('One lab at a time, please.')
  const port = numberOf('--port', values.port ?? '6443', 0, 65_535)
  const speed = numberOf('--speed', values.speed ?? '1', 0.01, fastest)
  const file = resolve(process.env['INIT_CWD'] ?? '.', values.kubeconfig ?? join(projectRoot, '.podium', 'kubeconfig'))
  const { cluster } = worldOf(positionals[0], values.step)

  const door = await openDoor(cluster, { port, speed }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new PlainError(`Port ${port} is taken: stop what listens there, or name another with --port.`) : error
  })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, kubeconfig(door), { mode: 0o600 })
  console.log(`The cluster listens on ${door.url}. Ctrl-C ends it.\n\n  export KUBECONFIG=${file}\n  kubectl get nodes\n`)
  await new Promise<never>(() => {}) // until it is stopped
})

function worldOf(name: string | undefined, step = '0'): World {
  if (name === undefined) {
    const world = new World({ nodes: 3, startTime: new Date().toISOString() }) // real clients reckon ages from the clock on the wall
    settle(world)
    return world
  }
  const labs = new Map(globSync('pages/*/labs/*.yaml', { cwd: projectRoot }).map(path => [basename(path, '.yaml'), join(projectRoot, path)]))
  const path = labs.get(name)
  if (path === undefined) throw new PlainError(`There is no lab ${JSON.stringify(name)}. There are: ${[...labs.keys()].sort().join(', ')}`)
  const session = new Session(readLab(name, readFileSync(path, 'utf8')))
  session.goToStep(numberOf('--step', step, 0, session.lab.steps.length))
  return session.now
}

function numberOf(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (text.trim() === '' || !(number >= least && number <= most)) throw new PlainError(`${option} ${text}: a number from ${least} to ${most} is wanted`)
  return number
}
