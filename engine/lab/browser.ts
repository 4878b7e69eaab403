// The browser on the reader's machine: what it shows, where it has been. What one does with it is an input of the session.
import { hostText, webAddress } from '../network/clients/page/address.ts'
import { visit, type Visited } from '../network/clients/browser.ts'
import { Process, type Program } from '../runtime/process.ts'
import type { Host } from '../shell/host.ts'

/** A page in the history of the browser; it has come as soon as `result` is there. */
export interface Visit { readonly asked: string, readonly sinceMs: number, readonly result: Visited | undefined }

export class Browser {
  private readonly host: Host
  private visits: readonly Visit[] = []
  private at = -1
  private process: Process | undefined
  /** What stood in the place of what is being loaded anew. */
  private before: Visit | undefined
  /** Hosts whose certificates are let pass. */
  private accepted: ReadonlySet<string> = new Set()

  constructor(host: Host) { this.host = host }

  /** What is shown, or waited for. */
  get current(): Visit | undefined { return this.visits[this.at] }
  get isLoading(): boolean { return this.current !== undefined && this.current.result === undefined }
  get canGoBack(): boolean { return this.at > 0 }

  /** An address, or what its buttons do: `about:back`, `about:reload`, `about:stop`, `about:proceed` past a certificate that is not trusted. */
  open(address: string): void {
    if (address === 'about:stop') return this.stop()
    if (address === 'about:proceed') return this.proceed()
    const page = address === 'about:back' ? this.visits[this.at - 1] : address === 'about:reload' ? this.current : undefined
    if (address.startsWith('about:') && !page) return
    this.stop()
    if (address === 'about:back') this.at--
    if (!page) this.at++
    this.before = address === 'about:reload' ? page : undefined
    const visited: Visit = { asked: page?.asked ?? address, sinceMs: this.host.clock.nowMs, result: undefined }
    this.visits = [...this.visits.slice(0, this.at), visited]
    this.load(visited)
  }

  private proceed(): void {
    const { result } = this.current ?? {}
    const page = result?.kind === 'failed' && result.certificate ? webAddress(result.url) : undefined
    if (!page) return
    this.accepted = new Set([...this.accepted, hostText(page)])
    this.open('about:reload')
  }

  private load(visited: Visit): void {
    const { accepted } = this
    const program: Program = function* (process) {
      show(yield* visit(process, visited.asked, accepted))
      return 0
    }
    const show = (result: Visited): void => { this.visits = this.visits.map(each => each === visited ? { ...visited, result } : each) }
    this.process = this.host.login(program, 'browser', { out: () => undefined, err: () => undefined })
  }

  /** What has not come by now will not be shown. */
  private stop(): void {
    if (!this.isLoading) return
    this.process?.signal('KILL', 'outside')
    this.visits = [...this.visits.slice(0, this.at), ...this.before ? [this.before] : []]
    if (!this.before) this.at--
  }
}
