// `kubectl cp`: files to and from a container, by a tar that runs in it.
import type { JsonObject } from '../../apiserver/object.ts'
import { next, send, write, type Program } from '../../client/program.ts'
import { packed, unpacked, type Member } from '../../runtime/archive.ts'
import { resolvePath } from '../../runtime/files.ts'
import { writeFile } from '../../shell/command.ts'
import { containerIn, podFor, podPlace } from './pods.ts'
import { exitCodeOf, upgraded } from './talk.ts'
import { UsageError, type Call, type Verb } from './verb.ts'

/** One end of a copy: a path here, or in a pod. */
interface Place { readonly pod: string, readonly namespace: string | undefined, readonly path: string }

export const copy: Verb = {
  flags: { 'container': { kind: 'text', short: 'c' }, 'no-preserve': { kind: 'switch' }, 'retries': { kind: 'number' } },
  run: function* (call) {
    const [from, to, ...more] = call.flags.args
    if (from === undefined || to === undefined || more.length > 0) throw new UsageError('source and destination are required')
    const [source, target] = [placeOf(from), placeOf(to)]
    if (source.pod !== '' && target.pod !== '') throw new UsageError('one of src or dest must be a local file specification')
    if (source.path === '' || target.path === '') throw new UsageError('filepath can not be empty')
    if (source.pod !== '') yield* download(source, target, call)
    else if (target.pod !== '') yield* upload(source, target, call)
    else throw new UsageError('one of src or dest must be a remote file specification')
    return 0
  },
}

function placeOf(text: string): Place {
  const colon = text.indexOf(':')
  if (colon < 0) return { pod: '', namespace: undefined, path: text }
  const [owner, path] = [text.slice(0, colon), text.slice(colon + 1)]
  const steps = owner.split('/')
  const [first = '', second] = steps
  if (owner === '' || steps.length > 2) throw new UsageError('filespec must match the canonical format: [[namespace/]pod:]file/path')
  return second === undefined ? { pod: first, namespace: undefined, path } : { pod: second, namespace: first, path }
}

const nameIn = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? path

function* podAt({ pod, namespace }: Place, call: Call): Program<JsonObject> {
  return yield* podFor(pod, namespace === undefined ? call : { ...call, namespace })
}

function* upload(source: Place, target: Place, call: Call): Program<void> {
  const { files, cwd } = call.invocation.environment
  const path = resolvePath(cwd, source.path)
  if (files.read(path) === undefined && !files.isDirectory(path)) throw new UsageError(`${source.path} doesn't exist in local filesystem`)
  const pod = yield* podAt(target, call)
  const container = yield* containerIn(pod, call.flags.text('container'))
  const isDirectory = (yield* ran(pod, container, ['test', '-d', target.path], '')).succeeded
  const whole = isDirectory ? `${target.path.replace(/\/+$/, '')}/${nameIn(path)}` : target.path.replace(/\/+$/, '')
  const parent = whole.includes('/') ? whole.slice(0, whole.lastIndexOf('/')) || '/' : ''
  const text = files.read(path)
  const members: Member[] = text !== undefined
    ? [{ name: nameIn(whole), text }]
    : [{ name: nameIn(whole), text: undefined }, ...files.below(path).map(file => ({ name: nameIn(whole) + file.slice(path.length), text: files.read(file) ?? '' }))]
  const options = call.flags.isOn('no-preserve') ? ['--no-same-permissions', '--no-same-owner', '-xmf'] : ['-xmf']
  const done = yield* ran(pod, container, ['tar', ...options, '-', ...parent === '' ? [] : ['-C', parent]], packed(members))
  yield* write(done.complaints)
  done.check()
}

function* download(source: Place, target: Place, call: Call): Program<void> {
  const { files, cwd } = call.invocation.environment
  const pod = yield* podAt(source, call)
  const container = yield* containerIn(pod, call.flags.text('container'))
  const done = yield* ran(pod, container, ['tar', 'cf', '-', source.path], undefined)
  yield* write(done.complaints) // kubectl tells these as its own output, and asks no further
  const prefix = resolvePath('/', source.path).slice(1)
  for (const { name, text } of unpacked(done.output) ?? []) {
    const path = resolvePath(cwd, target.path + name.slice(prefix.length))
    if (text === undefined) continue
    if (files.isDirectory(path)) throw new UsageError(`open ${target.path}: is a directory`)
    writeFile(files, path, text)
  }
}

interface Done { readonly output: string, readonly complaints: string, readonly succeeded: boolean, check(): void }

/** Runs a command in a container to its end. */
function* ran(pod: JsonObject, container: string, command: readonly string[], stdin: string | undefined): Program<Done> {
  const channel = yield* upgraded({ verb: 'create', ...podPlace(pod), subresource: 'exec', container, options: { command, ...stdin !== undefined && { stdin: true } } })
  try {
    if (stdin !== undefined) {
      yield* send(channel, { kind: 'stdin', text: stdin })
      yield* send(channel, { kind: 'eof' })
    }
    let [output, complaints] = ['', '']
    for (;;) {
      for (const message of yield* next(channel)) {
        if (message.kind === 'stdout') output += message.text
        else if (message.kind === 'stderr') complaints += message.text
        else if (message.kind === 'end' || message.kind === 'refused') {
          const { status } = message
          return { output, complaints, succeeded: status.status === 'Success', check: () => { exitCodeOf(status) } }
        }
      }
    }
  }
  finally { channel.stop() }
}
