// Where the windows of `npm start` meet: what is done in a lab gets its place here, and goes to all.
import { toldOf, type Told } from '../engine/lab/shared.ts'

export interface Guest { send(message: object): void }

const longestLog = 50_000
const labName = /^[\w-]{1,60}$/

export class Hall {
  private readonly logs = new Map<string, Told[]>()
  private audienceWrites = true
  private places = 0

  /** Answers who spoke, and tells the others. Throws for what no window of ours says. */
  hear(message: unknown, speaker: Guest, all: Guest): void {
    if (typeof message !== 'object' || message === null || !('kind' in message)) throw new Error('no message')
    if (message.kind === 'rules' && 'audienceWrites' in message) {
      this.audienceWrites = message.audienceWrites === true
      all.send(this.rules)
      return
    }
    if (message.kind === 'black' && 'isBlack' in message) {
      all.send({ kind: 'black', isBlack: message.isBlack === true })
      return
    }
    if (!('lab' in message) || typeof message.lab !== 'string' || !labName.test(message.lab)) throw new Error('no lab')
    const { lab } = message
    const log = this.logOf(lab)
    if (message.kind === 'hello') {
      speaker.send(this.rules)
      speaker.send({ kind: 'told', lab, told: log })
    }
    else if (message.kind === 'told' && 'told' in message && Array.isArray(message.told)) {
      const placed = message.told.map(told => ({ ...toldOf(told), order: ++this.places }))
      for (const told of placed) this.keep(log, told)
      all.send({ kind: 'told', lab, told: placed })
    }
    else throw new Error('an unknown message')
  }

  private get rules(): object { return { kind: 'rules', audienceWrites: this.audienceWrites } }

  private logOf(lab: string): Told[] {
    let log = this.logs.get(lab)
    if (!log) this.logs.set(lab, log = [])
    return log
  }

  /** Of how time is to go only the last word of each is worth keeping. */
  private keep(log: Told[], told: Told): void {
    if (told.deed.kind === 'pace') {
      const before = log.findIndex(({ author, deed }) => author === told.author && deed.kind === 'pace')
      if (before >= 0) log.splice(before, 1)
    }
    if (log.length >= longestLog) throw new Error('the log is full')
    log.push(told)
  }
}
