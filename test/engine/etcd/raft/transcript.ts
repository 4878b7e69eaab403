// Transcripts of an ensemble: a command, `----`, what came of it. UPDATE=1 writes what came of it anew.
import { readFileSync, writeFileSync } from 'node:fs'
import { Random } from '../../../../engine/clock/random.ts'
import { Ensemble } from '../../../../engine/etcd/raft/ensemble.ts'
import type { Message } from '../../../../engine/etcd/raft/message.ts'

const divider = '----'

/** The transcript in a file, and what it would be today. */
export function playTranscript(path: string): { readonly recorded: string, readonly played: string } {
  const recorded = readFileSync(path, 'utf8')
  const play = player()
  const played = recorded.trimEnd().split(/\n{2,}/).map(block => {
    const commands = block.split(`\n${divider}`)[0] ?? ''
    const lines = commands.split('\n').filter(line => !line.startsWith('#'))
    return lines.length === 0 ? commands : [commands, divider, ...lines.flatMap(play)].join('\n')
  }).join('\n\n') + '\n'
  if (process.env['UPDATE'] !== '1') return { recorded, played }
  writeFileSync(path, played)
  return { recorded: played, played }
}

function player(): (line: string) => readonly string[] {
  let ensemble = new Ensemble<string>([], new Random(1))
  const everyone = (names: readonly string[]) => names[0] === 'all' ? ensemble.ids : names
  const deliver = (): readonly string[] => {
    const told: string[] = []
    for (let message = ensemble.deliver(); message; message = ensemble.deliver()) if (isNews(message)) told.push(said(message))
    return told
  }
  const commands: Readonly<Record<string, (args: readonly string[]) => readonly string[]>> = {
    members: names => {
      ensemble = new Ensemble(names, new Random(1))
      return []
    },
    /** Time passes for one or all, and every message arrives. */
    tick: ([who = 'all', times = '1']) => Array.from({ length: Number(times) }).flatMap(() => {
      for (const id of everyone([who])) ensemble.tick(id)
      return deliver()
    }),
    /** Time passes for one or all, and nothing arrives yet. */
    wait: ([who = 'all', times = '1']) => Array.from({ length: Number(times) }).flatMap(() => everyone([who]).flatMap(id => ensemble.tick(id) ?? [])),
    propose: ([command = '']) => ensemble.propose(command) ? [] : ['refused'],
    deliver,
    stop: names => everyone(names).flatMap(id => ensemble.stop(id) ?? []),
    start: names => everyone(names).flatMap(id => ensemble.start(id) ?? []),
    partition: words => ensemble.partition(...words.join(' ').split('|').map(part => part.trim().split(' '))) ?? [],
    heal: () => ensemble.heal() ?? [],
    show: () => ensemble.ids.map(id => {
      const member = ensemble.member(id)
      const log = ensemble.disk(id)?.log.from(1).map(({ term, command = '∅' }, i) => `${term}:${command}${i + 1 === member?.commitIndex ? ' |' : ''}`) ?? []
      return `${id} ${member ? `${member.role} in term ${member.term}` : 'stopped'} [${log.join(' ')}]`
    }),
  }
  return line => {
    const [name = '', ...args] = line.split(' ')
    const command = commands[name]
    if (!command) throw new Error(`no such command: ${line}`)
    return command(args)
  }
}

/** Heartbeats and what answers them are left out. */
const isNews = (message: Message<string>): boolean => message.type === 'append?' ? message.entries.length > 0 : message.type !== 'append' || !message.accepted

function said(message: Message<string>): string {
  const { from, to, term } = message
  const head = `${from}→${to} ${term}`
  switch (message.type) {
    case 'vote?': return `${head} vote for me? my log ends at ${message.lastTerm}:${message.lastIndex}`
    case 'vote': return `${head} ${message.granted ? 'my vote' : 'no vote'}`
    case 'append?': return `${head} after ${message.previousTerm}:${message.previousIndex} comes [${message.entries.map(({ term, command = '∅' }) => `${term}:${command}`).join(' ')}], committed ${message.commitIndex}`
    case 'append': return `${head} ${message.accepted ? 'agreed' : 'refused'} up to ${message.index}`
  }
}
