// `kubectl proxy`: the API server at a port of this machine, in the name of who runs it.
import type { Received } from '../../apiserver/connect.ts'
import { compilePattern } from '../../apiserver/customresources/pattern.ts'
import { complain, firstOf, unixNow, write, type Incoming, type Program, type Stream } from '../../client/program.ts'
import { queryOf } from '../../runtime/programs/http/server.ts'
import { klogLine, listenOn } from './listening.ts'
import { answered, plain, type Answer, type Passed } from './proxy-answers.ts'
import { UsageError, type Call, type Verb } from './verb.ts'

export const proxy: Verb = {
  flags: {
    'accept-hosts': { kind: 'list', usual: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$' },
    'accept-paths': { kind: 'list', usual: '^.*' },
    'address': { kind: 'text', usual: '127.0.0.1' },
    'api-prefix': { kind: 'text', usual: '/' },
    'append-server-path': { kind: 'switch' },
    'disable-filter': { kind: 'switch' },
    'keepalive': { kind: 'duration', usual: '0s' },
    'port': { kind: 'number', short: 'p', usual: '8001' },
    'reject-methods': { kind: 'list', usual: '^$' },
    'reject-paths': { kind: 'list', usual: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach' },
    'unix-socket': { kind: 'text', short: 'u' },
    'www': { kind: 'text', short: 'w' },
    'www-prefix': { kind: 'text', short: 'P', usual: '/static/' },
  },
  run: function* (call) {
    const { flags } = call
    for (const flag of ['www', 'unix-socket']) if (flags.has(flag)) throw new UsageError(`--${flag} is not there yet: this proxy serves the API alone, at a port`)
    const asked = flags.number('port') ?? 0
    const address = flags.text('address') ?? ''
    const accepts = filterOf(call)
    if (flags.isOn('disable-filter')) yield* complain(klogLine('W', 'proxy.go:173', 'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious', yield* unixNow()))
    const found = yield* listenOn(asked)
    if (!found) throw new UsageError(`listen tcp ${address}:${asked}: bind: address already in use`)
    yield* write(`Starting to serve on ${address}:${found.port}\n`)
    return yield* serve(found.stream, prefixOf(flags.text('api-prefix') ?? '/'), accepts)
  },
}

const prefixOf = (text: string): string => `/${text}/`.replace(/\/+/g, '/')

type Accepts = (incoming: Incoming['request']) => boolean

/** Whom it answers; without a filter everybody. */
function filterOf({ flags }: Call): Accepts {
  if (flags.isOn('disable-filter')) return () => true
  const matcher = (name: string): (text: string) => boolean => {
    const given = flags.has(name) ? flags.texts(name) : (flags.text(name) ?? '').split(',')
    const patterns = given.map(compilePattern)
    return text => patterns.some(pattern => pattern.matches(text))
  }
  const [hosts, paths, isRejectedPath, isRejectedMethod] = [matcher('accept-hosts'), matcher('accept-paths'), matcher('reject-paths'), matcher('reject-methods')]
  return ({ method, path, headers }) => {
    const [plainPath = '/'] = path.split('?')
    const host = ([...headers].find(([name]) => name.toLowerCase() === 'host')?.[1] ?? '').replace(/:\d+$/, '')
    return !isRejectedPath(plainPath) && !isRejectedMethod(method) && paths(plainPath) && hosts(host)
  }
}

type UnderWay = Map<Stream<unknown>, Passed & { readonly incoming: Incoming }>

/** Requests that were passed on to a pod wait for its answer while others come. */
function* serve(stream: Stream<Incoming>, prefix: string, accepts: Accepts): Program<number> {
  const passed: UnderWay = new Map()
  try { return yield* answerAll(stream, prefix, accepts, passed) }
  finally { for (const { incoming } of passed.values()) incoming.answer(undefined) }
}

function* answerAll(stream: Stream<Incoming>, prefix: string, accepts: Accepts, passed: UnderWay): Program<never> {
  for (;;) {
    const news = yield* firstOf([stream, ...passed.keys()])
    if (news?.stream === stream) {
      for (const incoming of news.items as readonly Incoming[]) { // it came by the listener
        const answer = yield* answerTo(incoming, prefix, accepts)
        if ('channel' in answer) passed.set(answer.channel, { ...answer, incoming })
        else incoming.answer(answer)
      }
      continue
    }
    const waiting = news && passed.get(news.stream)
    const answer = waiting && collected(waiting, news.items as readonly Received[]) // it came by a channel
    if (!waiting || !answer) continue
    waiting.incoming.answer(answer)
    waiting.channel.stop()
    passed.delete(waiting.channel)
  }
}

function* answerTo({ request }: Incoming, prefix: string, accepts: Accepts): Program<Answer | Passed> {
  if (!accepts(request)) return plain(403, 'Forbidden\n')
  if (!request.path.startsWith(prefix)) return plain(404, '404 page not found\n')
  const path = request.path.slice(prefix.length - 1)
  return yield* answered({ ...request, path }, queryOf({ ...request, path }))
}

function collected({ receive }: Passed, items: readonly Received[]): Answer | undefined {
  for (const item of items) {
    const answer = receive(item)
    if (answer) return answer
  }
  return undefined
}

