import { expect, it } from 'vitest'
import { podStateNames, podStates } from '../../../components/states/podState.ts'
import { contrast, houses, linear, type Rgb } from '../../styles/tokens.ts'

// Machado, Oliveira and Fernandes 2009, full severity, in linear light.
type Matrix = readonly [Rgb, Rgb, Rgb]
const eyes: Readonly<Record<string, Matrix>> = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}

function seen(colour: string, [red, green, blue]: Matrix): Rgb {
  const light = linear(colour)
  const mix = (row: Rgb): number => Math.min(1, Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2]))
  return [mix(red), mix(green), mix(blue)]
}

it('lists every state once', () => {
  expect([...podStateNames].sort()).toEqual(Object.keys(podStates).sort())
})

it('agrees with the tokens', () => {
  const asTokens = (house: 'light' | 'dark') => Object.fromEntries(podStateNames.map(name => [`state-${name}`, podStates[name][house]]))
  const given = (house: 'light' | 'dark') => Object.fromEntries(Object.entries(houses[house]).filter(([name]) => name.startsWith('state-')))
  expect(given('light')).toEqual(asTokens('light'))
  expect(given('dark')).toEqual(asTokens('dark'))
})

it.each(['glyph', 'word', 'english', 'print'] as const)('never tells two states apart by colour alone: %s differs', (carrier) => {
  expect(new Set(podStateNames.map(name => podStates[name][carrier])).size).toBe(podStateNames.length)
})

it.each(Object.entries(eyes))('keeps 3:1 against paper and lit ground for %s eyes', (_name, eye) => {
  const weak = (['light', 'dark'] as const).flatMap(house => ['paper', 'lit'].flatMap(ground => podStateNames
    .filter(state => contrast(seen(podStates[state][house], eye), seen(houses[house][ground] ?? '', eye)) < 3)
    .map(state => `${house} ${state} on ${ground}`)))
  expect(weak).toEqual([])
})
