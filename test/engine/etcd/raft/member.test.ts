import { describe, expect, test } from 'vitest'
import { Random } from '../../../../engine/clock/random.ts'
import { Disk } from '../../../../engine/etcd/raft/log.ts'
import { electionTicks, Member } from '../../../../engine/etcd/raft/member.ts'

describe('a member', () => {
  test('commits an entry of an earlier term only under one of its own', () => {
    const disk = new Disk<string>()
    Object.assign(disk, { term: 2 })
    disk.log.add({ term: 2, command: 'old' })
    const member = new Member('a', ['a', 'b', 'c'], disk, new Random(1))
    while (member.role === 'follower') member.tick()
    member.step({ from: 'b', to: 'a', term: 3, type: 'vote', granted: true })
    const answer = (index: number) => member.step({ from: 'b', to: 'a', term: 3, type: 'append', accepted: true, index })
    answer(1)
    expect({ role: member.role, commitIndex: member.commitIndex }).toEqual({ role: 'leader', commitIndex: 0 }) // a quorum holds it, and yet another leader could replace it
    answer(2)
    expect(member.commitIndex).toBe(2)
  })

  test('steps down when no quorum answers it', () => {
    const member = new Member('a', ['a', 'b', 'c'], new Disk<string>(), new Random(1))
    while (member.role === 'follower') member.tick()
    member.step({ from: 'b', to: 'a', term: 1, type: 'vote', granted: true })
    expect(member.role).toBe('leader')
    for (let i = 0; i < electionTicks; i++) member.tick()
    expect({ role: member.role, takes: member.propose('x') }).toEqual({ role: 'follower', takes: undefined })
  })
})
