// nginx: a web server that does what its configuration says, in the words of the real one.
import type { Process, Program } from '../../process.ts'
import { flat } from '../../../clock/flat.ts'
import type { Task } from '../../task.ts'
import { kernelRelease } from '../../usage.ts'
import { ConfigError, mainFile, readConfig, type Config } from './config.ts'
import { nginxFiles } from './files.ts'
import { emergency, logTime } from './log.ts'
import { Site } from './site.ts'

const firstWorkerPid = 29
const restMemoryBytes = 4_400_000

/** What the image runs first: it tells what it prepares, and gives way to the command. */
export const entrypoint: Program = process => {
  const words = process.args.slice(1)
  const [name = ''] = words
  const program = process.machine.find(name)
  if (!program) return notFound(process, name)
  if (name === 'nginx') for (const line of preparations(process)) process.out(line)
  process.become(words, process.env)
  return program(process)
}

function* notFound(process: Process, name: string): Task<number> {
  process.err(`/docker-entrypoint.sh: 47: exec: ${name}: not found\n`)
  return 127
}

const script = '/docker-entrypoint.sh:'
const siteFile = '/etc/nginx/conf.d/default.conf'
const ipv6 = '10-listen-on-ipv6-by-default.sh: info:'
// Every container says the same, so it is put together once.
const before = [
  `${script} /docker-entrypoint.d/ is not empty, will attempt to perform configuration\n`,
  `${script} Looking for shell scripts in /docker-entrypoint.d/\n`,
  `${script} Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh\n`,
]
const ofSite = {
  sealed: [`${ipv6} can not modify ${siteFile} (read-only file system?)\n`],
  missing: [`${ipv6} ${siteFile} is not a file or does not exist\n`],
  packaged: [`${ipv6} Getting the checksum of ${siteFile}\n`, `${ipv6} Enabled listen on IPv6 in ${siteFile}\n`],
  changed: [`${ipv6} Getting the checksum of ${siteFile}\n`, `${ipv6} ${siteFile} differs from the packaged version\n`],
}
const after = [
  `${script} Sourcing /docker-entrypoint.d/15-local-resolvers.envsh\n`,
  `${script} Launching /docker-entrypoint.d/20-envsubst-on-templates.sh\n`,
  `${script} Launching /docker-entrypoint.d/30-tune-worker-processes.sh\n`,
  `${script} Configuration complete; ready for start up\n`,
]

const told = Object.fromEntries(Object.entries(ofSite).map(([state, lines]) => [state, [...before, ...lines, ...after]]))

function preparations({ machine: { files } }: Process): readonly string[] {
  const text = files.read(siteFile)
  return told[text === undefined ? 'missing' : !files.mayWrite(siteFile) ? 'sealed' : text === nginxFiles.get(siteFile) ? 'packaged' : 'changed'] ?? []
}

export const nginx = (version: string, needsRoot = true): Program => function* (process): Task<number> {
  const { args, machine: { files } } = process
  if (args.includes('-v') || args.includes('-V')) return process.err(`nginx version: nginx/${version}\n`) ?? 0
  const config = read(process)
  if (args.includes('-t')) return tested(process, config)
  if (!config) return 1
  const signalled = args.indexOf('-s')
  if (signalled >= 0) return tell(process, args[signalled + 1] ?? '')
  const inForeground = args.some(arg => /daemon\s+off/.test(arg)) || /^\s*daemon\s+off/m.test(files.read(mainFile) ?? '')
  if (!inForeground) return detach(process, version, config)
  const refusal = needsRoot ? cacheRefusal(process) : undefined
  if (refusal !== undefined) {
    emergency(process, `mkdir() "/var/cache/nginx/client_temp" failed (${refusal})`)
    return 1
  }
  const site = new Site(process, version, firstWorkerPid)
  if (!(yield* site.open(config))) return 1
  for (const line of startNotices(version, process)) process.err(line)
  process.use({ memoryBytes: restMemoryBytes })
  return yield* obey(process, site)
}

/** The last that were told: many start in the same second. */
let lastNotices: { readonly head: string, readonly version: string, readonly lines: readonly string[] } | undefined

function startNotices(version: string, { unixMs, pid }: Process): readonly string[] {
  const head = `${logTime(unixMs)} [notice] ${pid}#${pid}:`
  if (lastNotices?.head === head && lastNotices.version === version) return lastNotices.lines
  const texts = ['using the "epoll" event method', `nginx/${version}`, `OS: Linux ${kernelRelease}`, 'getrlimit(RLIMIT_NOFILE): 1048576:1048576', 'start worker processes', `start worker process ${firstWorkerPid}`]
  const lines = texts.map(text => flat`${head} ${text}\n`)
  lastNotices = { head, version, lines }
  return lines
}

/** Where it buffers lies in a directory of root's. */
function cacheRefusal({ machine: { files, user = 'root' } }: Process): string | undefined {
  if (user !== 'root' && user !== '0') return '13: Permission denied'
  return files.mayWrite('/var/cache/nginx/client_temp') ? undefined : '30: Read-only file system'
}

/** Serves until it is told to stop. */
function* obey(process: Process, site: Site): Task<number> {
  process.catch('TERM', 'INT', 'QUIT', 'HUP')
  for (;;) {
    const signal = yield* process.nextSignal()
    if (signal === 'HUP') {
      site.log('notice', 'signal 1 (SIGHUP) received, reconfiguring')
      site.log('notice', 'reconfiguring')
      const changed = read(process)
      if (changed) yield* site.open(changed)
      continue
    }
    site.log('notice', signal === 'QUIT' ? 'signal 3 (SIGQUIT) received, shutting down' : `signal ${signal === 'INT' ? '2 (SIGINT)' : '15 (SIGTERM)'} received, exiting`)
    site.log('notice', signal === 'QUIT' ? 'gracefully shutting down' : 'exiting', firstWorkerPid)
    site.log('notice', 'exit', firstWorkerPid)
    site.log('notice', `worker process ${firstWorkerPid} exited with code 0`)
    site.log('notice', 'exit')
    return 0
  }
}

function read(process: Process): Config | undefined {
  try { return readConfig(process.machine.files) }
  catch (error) {
    if (!(error instanceof ConfigError)) throw error
    emergency(process, error.message)
    return undefined
  }
}

function tested(process: Process, config: Config | undefined): number {
  process.err(config ? `nginx: the configuration file ${mainFile} syntax is ok\nnginx: configuration file ${mainFile} test is successful\n` : `nginx: configuration file ${mainFile} test failed\n`)
  return config ? 0 : 1
}

const signals = { reload: 'HUP', quit: 'QUIT', stop: 'TERM' } as const

/** `nginx -s reload`: to the one that runs. */
function tell(process: Process, what: string): number {
  const signal = what === 'reload' || what === 'quit' || what === 'stop' ? signals[what] : undefined
  if (!signal) return process.err(`nginx: invalid option: "-s ${what}"\n`) ?? 1
  process.err(`${logTime(process.unixMs)} [notice] ${process.pid}#${process.pid}: signal process started\n`)
  process.machine.processes.get(1)?.signal(signal)
  return 0
}

/** Into the background: the command ends, and what it leaves behind serves on. */
function detach(process: Process, version: string, config: Config): number {
  const child = process.spawn(function* (background) {
    const site = new Site(background, version, firstWorkerPid)
    return (yield* site.open(config)) ? yield* obey(background, site) : 1
  }, ['nginx'])
  return child.status?.code ?? 0
}
