import { expect, test } from 'vitest'
import { EventRecorder } from '../../../engine/client/recorder.ts'
import { podOf, SmallCluster } from '../../support/small-cluster.ts'

const told = (world: SmallCluster): readonly (readonly [string | undefined, number | undefined])[] =>
  world.client.list('events').filter(({ source }) => source.component === 'test').map(({ message, count }) => [message, count])

test('the same again raises a count; many alike become one; and too much about one object is not heard', () => {
  const world = new SmallCluster()
  const pod = world.create('pods', podOf('p'))
  const recorder = new EventRecorder(world.client, 'test')
  const tell = (message: string): void => world.act(message, () => recorder.event(pod, 'Normal', 'Told', message))
  tell('0')
  tell('0')
  for (let i = 1; i <= 12; i++) tell(String(i))
  const apart = ['0', '1', '2', '3', '4', '5', '6', '7', '8']
  expect(told(world)).toEqual([...apart.map(message => [message, message === '0' ? 2 : 1]), ['(combined from similar events): 12', 4]])
  for (let i = 13; i <= 40; i++) tell(String(i))
  expect(told(world).at(-1)).toEqual(['(combined from similar events): 23', 15]) // 25 in all
  world.pass(301)
  tell('41')
  expect(told(world).at(-1)).toEqual(['(combined from similar events): 41', 33]) // what was not heard counts
})
