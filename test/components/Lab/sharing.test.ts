// @vitest-environment happy-dom
// Presenter and audience: two players, one cluster; over the dev server's hall and over the browser's channels.
import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { Channel, type Wire } from '../../../components/Lab/channel.ts'
import { Player } from '../../../components/Lab/player.ts'
import { digest } from '../../../engine/lab/digest.ts'
import { Session } from '../../../engine/lab/session.ts'
import { Stage } from '../../../engine/lab/scene.ts'
import { Hall } from '../../../server/hall.ts'
import { readLab } from '../../../tools/labs.ts'

const lab = readLab('replace', readFileSync('pages/00-start/labs/replace.yaml', 'utf8'))

/** Wires of windows that reach each other a moment later, as real ones do. */
function network(viaServer: boolean): () => Wire {
  const hall = new Hall()
  const windows: ((message: unknown) => void)[] = []
  const later = (act: () => void): void => { setTimeout(act, 1) }
  return () => {
    let mine = (_message: unknown): void => {}
    const all = { send: (news: object) => { for (const hear of windows) later(() => hear(news)) } }
    return {
      givesPlaces: viaServer,
      listen: (listener) => { windows.push(mine = listener) },
      post: message => {
        const copy: unknown = JSON.parse(JSON.stringify(message))
        if (viaServer) later(() => hall.hear(copy, { send: answer => later(() => mine(answer)) }, all))
        else for (const hear of windows) if (hear !== mine) later(() => hear(copy))
      },
    }
  }
}

async function windowOn(wire: Wire, name: string, isPresenter = true): Promise<{ readonly player: Player, readonly stateOf: () => string }> {
  const session = new Session(lab)
  const player = new Player(session, session => new Stage(session.now.cluster))
  player.share(await new Channel(lab.name, name, { wire, isPresenter }).join())
  player.openAt(0)
  return { player, stateOf: () => `${session.stepsBegun} ${session.nowMs} ${digest(session.now.cluster.store, session.nowMs)} ${session.now.terminal.output}` }
}

const settled = (): Promise<void> => new Promise(resolve => { setTimeout(resolve, 40) })

describe.each([['through the server', true], ['through the channels of the browser', false]])('%s', (_, viaServer) => {
  test('what one does, the other sees; a late joiner catches up', async () => {
    const wireOf = network(viaServer)
    const presenter = await windowOn(wireOf(), 'presenter')
    const audience = await windowOn(wireOf(), 'audience')
    presenter.player.goToStep(2, false)
    await settled()
    expect(audience.stateOf()).toBe(presenter.stateOf())
    presenter.player.command('kubectl get pods')
    presenter.player.pause()
    presenter.player.seek(presenter.player.nowMs - 500)
    await settled()
    expect(audience.stateOf()).toBe(presenter.stateOf())
    const late = await windowOn(wireOf(), 'late')
    expect(late.stateOf()).toBe(presenter.stateOf())
    expect(late.player.view.value.endMs).toBe(presenter.player.view.value.endMs)
  })

  test('two who type at once end in the same state', async () => {
    const wireOf = network(viaServer)
    const one = await windowOn(wireOf(), 'one')
    const other = await windowOn(wireOf(), 'other')
    one.player.goToStep(1, false)
    await settled()
    const lines = ['kubectl scale deployment web --replicas=4\r', 'kubectl get pods\r']
    for (let i = 0; i < 45; i++) {
      if (lines[0]?.[i]) one.player.type(lines[0][i] ?? '')
      if (lines[1]?.[i]) other.player.type(lines[1][i] ?? '')
      if (i % 7 === 0) await new Promise(resolve => { setTimeout(resolve, 20) })
    }
    await settled()
    one.player.pause()
    await settled()
    other.player.seek(one.player.nowMs)
    await settled()
    expect(other.stateOf()).toBe(one.stateOf())
    expect(one.player.tape.filter(({ kind }) => kind === 'keys').map(entry => entry.kind === 'keys' ? entry.payload : '').sort().join('')).toBe([...lines.join('')].sort().join(''))
  })

  test('a step that both begin at once begins once', async () => {
    const wireOf = network(viaServer)
    const one = await windowOn(wireOf(), 'one')
    const other = await windowOn(wireOf(), 'other')
    one.player.goToStep(1, true)
    other.player.goToStep(1, true)
    await vi.waitFor(() => {
      if (one.player.playing.value || other.player.playing.value) throw new Error('still running')
    }, { timeout: 20_000 })
    await settled()
    expect(one.player.tape).toHaveLength(1)
    expect(other.stateOf()).toBe(one.stateOf())
  })

  test('the audience writes only if it may', async () => {
    const wireOf = network(viaServer)
    const presenter = await windowOn(wireOf(), 'presenter')
    const audience = await windowOn(wireOf(), 'audience', false)
    presenter.player.allow(false)
    await settled()
    audience.player.command('kubectl delete deployment web')
    expect(audience.player.tape).toEqual([])
    presenter.player.command('kubectl get pods')
    presenter.player.pause()
    await settled()
    expect(audience.stateOf()).toBe(presenter.stateOf())
    presenter.player.allow(true)
    await settled()
    audience.player.command('kubectl get nodes')
    audience.player.pause()
    await settled()
    expect(presenter.player.tape).toHaveLength(2)
    expect(audience.stateOf()).toBe(presenter.stateOf())
  })

  test('a window that nobody looks at does nothing until it is looked at', async () => {
    const wireOf = network(viaServer)
    const presenter = await windowOn(wireOf(), 'presenter')
    const hidden = await windowOn(wireOf(), 'hidden')
    const before = hidden.stateOf()
    hidden.player.vanish()
    presenter.player.goToStep(3, false)
    await settled()
    expect(hidden.stateOf()).toBe(before)
    expect(hidden.player.tend()).toBe(false)
    hidden.player.appear()
    expect(hidden.stateOf()).toBe(presenter.stateOf())
  })
})

test('the hall takes nothing but what our windows say', () => {
  const hall = new Hall()
  const nobody = { send: () => {} }
  for (const message of [undefined, 'x', {}, { kind: 'hello' }, { kind: 'hello', lab: '../x' }, { kind: 'told', lab: 'a', told: [{ author: 'x' }] }, { kind: 'dance', lab: 'a' }])
    expect(() => hall.hear(message, nobody, nobody)).toThrow()
})
