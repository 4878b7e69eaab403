// Containers side by side on a network of the simplest kind: everybody reaches everybody by name. No kubelet, no API server.
import { Clock } from '../../engine/clock/clock.ts'
import { Container, type ContainerOptions } from '../../engine/runtime/container.ts'
import { Tree } from '../../engine/runtime/files.ts'
import { parseReference } from '../../engine/runtime/images.ts'
import { Ports, type HttpResponse, type Outlet } from '../../engine/runtime/network.ts'
import { Registry } from '../../engine/runtime/registry.ts'
import { Running } from '../../engine/runtime/task.ts'
import { unlimited } from '../../engine/runtime/usage.ts'

const epochMs = Date.parse('2026-11-21T09:00:00Z')

export interface Neighbour {
  readonly container: Container
  /** What it has written, both streams in their order. */
  log(): string
  /** Runs a command in it, for at most so many seconds. */
  exec(...words: readonly string[]): { readonly out: string, readonly err: string, readonly code: number | undefined }
  get(port: number, path?: string, headers?: Readonly<Record<string, string>>, method?: string, body?: string): HttpResponse | undefined
  /** How it ended: `code seconds`. */
  end(): string | undefined
}

export interface Given extends Partial<Pick<ContainerOptions, 'command' | 'args' | 'workingDir' | 'containerPorts' | 'limits'>> {
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  /** What is mounted where. */
  readonly volumes?: Readonly<Record<string, Tree>>
}

export class Neighbours {
  readonly clock = new Clock()
  private readonly registry = new Registry()
  private readonly all = new Map<string, { readonly address: string, readonly ports: Ports }>()

  pass(seconds: number): void { this.clock.advanceTo(this.clock.nowMs + seconds * 1000) }

  start(name: string, image: string, { env = {}, files = {}, volumes = {}, ...given }: Given = {}): Neighbour {
    const reference = parseReference(image)
    if ('error' in reference) throw new Error(reference.error)
    const pull = this.registry.pull(reference)
    if ('error' in pull) throw new Error(pull.error)
    const address = `10.244.0.${this.all.size + 2}`
    const ports = new Ports()
    this.all.set(name, { address, ports })
    const container = new Container({
      runtime: { clock: this.clock, epochMs }, id: name, what: name, image: pull.image, hostname: name, ports, connected: { outlet: this.outlet(address), files: new Map() }, containerPorts: [], command: undefined, args: undefined,
      env: new Map([['HOME', '/root'], ...Object.entries(pull.image.env), ...Object.entries(env)]), workingDir: undefined,
      mounts: Object.entries(volumes).map(([path, tree]) => ({ path, tree, readOnly: false })), limits: unlimited, owner: { exited: () => {} }, ...given,
    })
    for (const [path, text] of Object.entries(files)) {
      container.files.makeDirectory(path.slice(0, path.lastIndexOf('/')), true)
      container.files.write(path, text)
    }
    this.clock.input(`start ${name}`, () => container.start())
    return {
      container,
      log: () => container.logs.map(({ text }) => text).join(''),
      exec: (...words) => this.exec(container, words),
      get: (port, path = '/', headers = {}, method = 'GET', body = '') => this.get(ports, port, path, headers, method, body),
      end: () => container.exit && `${container.exit.code} ${((container.finishedAtMs ?? 0) - (container.startedAtMs ?? 0)) / 1000}`,
    }
  }

  private exec(container: Container, words: readonly string[]): { out: string, err: string, code: number | undefined } {
    const said: { out: string, err: string, code: number | undefined } = { out: '', err: '', code: undefined }
    this.clock.input(words.join(' '), () => container.exec(words, {
      out: text => { said.out += text },
      err: text => { said.err += text },
      exited: status => {
        if ('error' in status) said.err += status.error
        else said.code = status.code
      },
    }))
    const untilMs = this.clock.nowMs + 60_000
    while (said.code === undefined && said.err === '' && (this.clock.nextAtMs ?? Infinity) < untilMs) this.clock.step()
    return said
  }

  private get(ports: Ports, port: number, path: string, headers: Readonly<Record<string, string>>, method: string, body: string): HttpResponse | undefined {
    const answer = this.clock.input(`${method} ${path}`, () => ports.at(port)?.http?.({ from: '10.244.0.1', method, path, headers: new Map(Object.entries(headers)), body }))
    if (!answer || 'status' in answer) return answer
    const running = this.clock.input('wait', () => new Running(answer))
    for (let steps = 0; !running.isOver && steps < 1000 && this.clock.nextAtMs !== undefined; steps++) this.clock.step()
    return running.result?.value
  }

  private outlet(own: string): Outlet {
    const { all } = this
    return {
      address: own,
      * lookup(name) {
        const found = all.get(name)
        return found ? { addresses: [found.address] } : { error: 'NXDOMAIN' }
      },
      * connect(address, port) {
        const found = [...all.values()].find(each => each.address === address)
        const listener = found?.ports.at(port)
        return listener ? { kind: 'open', listener, from: own } : { kind: found ? 'refused' : 'unreachable' }
      },
    }
  }
}
