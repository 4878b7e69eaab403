// @vitest-environment happy-dom
// What paper has of a lab besides its still.
import { DOMWrapper, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { encode } from 'uqr'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { shallowRef } from 'vue'
import Lab from '../../../components/Lab/Lab.vue'
import LabMinutes from '../../../components/Paper/LabMinutes.vue'
import QrCode from '../../../components/Paper/QrCode.vue'
import { paperKey, type LabOnPaper } from '../../../components/Paper/paper.ts'
import { stripLooks, zoomOf } from '../../../components/Paper/strip.ts'
import { liveAddress } from '../../../setup/handout/address.ts'
import { heightMm, nextFit, type Fit } from '../../../setup/handout/fit.ts'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let shown: VueWrapper | undefined
beforeEach(() => {
  resetSlide()
  slide.printing.value = true
})
afterEach(() => shown?.unmount())

async function until(seen: VueWrapper, selector: string, count = 1): Promise<VueWrapper> {
  await vi.waitFor(() => { if (seen.findAll(selector).length < count) throw new Error('not yet') }, { timeout: 50_000 })
  await flushPromises()
  return seen
}

describe('a strip', () => {
  test('shows the chosen moments with their captions', async () => {
    const below = document.createElement('div')
    shown = mount(Lab, { props: { of: 'replace', strip: '1, 3' }, global: { provide: { [paperKey]: { addLab: () => undefined, strips: shallowRef(below) } } } })
    await vi.waitFor(() => { if (below.querySelectorAll('.strip-ready').length < 2) throw new Error('not yet') }, { timeout: 50_000 })
    const seen = new DOMWrapper(below)
    expect(seen.findAll('figcaption').map(caption => caption.text())).toEqual(['1 디플로이먼트를 만들자 파드 세 개가 노드마다 하나씩 자리를 잡았다.', '3 원하는 수를 다섯으로 바꾸자 모자란 둘이 더 생겼다.'])
    expect(seen.findAll('.strip-still').map(still => still.findAll('.pod-capsule').length)).toEqual([3, 5])
  })

  test('stands on pages behind its slide, two on each', async () => {
    const slidePage = document.body.appendChild(document.createElement('div'))
    slidePage.className = 'print-slide-container'
    shown = mount(Lab, { props: { of: 'replace', still: 2, strip: '1, 2, 3' }, attachTo: slidePage })
    await vi.waitFor(() => { if (document.querySelectorAll('.strip-ready').length < 3) throw new Error('not yet') }, { timeout: 50_000 })
    const pages = [...slidePage.nextElementSibling?.children ?? []]
    expect(pages.map(page => [page.querySelector('.strip-of span')?.textContent, ...[...page.querySelectorAll('figcaption b')].map(step => step.textContent)])).toEqual([['1쪽의 순간들 1/2', '1', '2'], ['1쪽의 순간들 2/2', '3']])
    expect(slidePage.querySelectorAll('.lab-ready .pod-capsule').length).toBeGreaterThan(0)
    shown.unmount()
    shown = undefined
    expect(slidePage.nextElementSibling).toBe(null)
    slidePage.remove()
  })

  test('is for paper only', async () => {
    slide.printing.value = false
    slide.renderContext.value = 'previewNext'
    const seen = await until(shown = mount(Lab, { props: { of: 'replace', strip: '1, 3' } }), '.lab-ready')
    expect(seen.findAll('.lab-strip')).toEqual([])
  })

  test('stands below the slide in the handout, which learns which steps the slide shows', async () => {
    const below = document.body.appendChild(document.createElement('div'))
    const labs: LabOnPaper[] = []
    shown = mount(Lab, { props: { of: 'replace', from: 2, still: 2, strip: '1' }, global: { provide: { [paperKey]: { addLab: (lab: LabOnPaper) => labs.push(lab), strips: { value: below } } } } })
    await vi.waitFor(() => { if (!below.querySelector('.strip-ready')) throw new Error('not yet') }, { timeout: 50_000 })
    expect(labs).toEqual([{ of: 'replace', before: 1, count: 2, still: 2 }])
    below.remove()
  })
})

test('no word in a strip is smaller than on the sheets around it', () => {
  const leastPx = 21 // of a widget on the canvas
  const points = (px: number): number => px * 0.75
  const pointsOf = Object.fromEntries(Object.entries(stripLooks).map(([where, look]) => [where, points(leastPx * zoomOf(look))]))
  expect(pointsOf).toEqual({ slides: expect.closeTo(11.7, 1), slidesWide: 15.75, handout: expect.closeTo(9.1, 1), handoutWide: expect.closeTo(9, 1) })
})

test('the minutes tell what was typed, answered and told', async () => {
  const seen = await until(shown = mount(LabMinutes, { props: { lab: { of: 'replace', before: 2, count: 1, still: 3 } } }), '.minutes-ready')
  expect(seen.find('.say').text()).toMatch(/^1 원하는 수를 다섯으로 바꾸자 모자란 둘이 더 생겼다\. \d\d:\d\d\.\d – \d\d:\d\d\.\d$/)
  expect(seen.find('pre').text()).toBe('$ kubectl scale deployment web --replicas=5\ndeployment.apps/web scaled')
  expect(seen.findAll('ul li').map(line => line.text().split(' ')[0])).toEqual(['ScalingReplicaSet', 'SuccessfulCreate', 'SuccessfulCreate', 'Scheduled', 'Scheduled', '…'])
})

test('the minutes tell less where that saves a page', async () => {
  const seen = await until(shown = mount(LabMinutes, { props: { lab: { of: 'replace', before: 2, count: 1, still: 3 }, tightness: 1 } }), '.minutes-ready')
  expect(seen.findAll('ul li').map(line => line.text().split(' ')[0])).toEqual(['ScalingReplicaSet', 'SuccessfulCreate', '…'])
})

test('a sheet is set tighter while that may save a page, and not when it does not', () => {
  const pagePx = 262 / 25.4 * 96
  const first: Fit = { pages: 1, tightness: 0, isLast: false }
  const course = (...heights: number[]): Fit => heights.reduce((fit, pages) => nextFit(fit, pages * pagePx), first)
  expect([course(0), course(0.99), course(1.2), course(1.2, 0.99), course(1.4, 1.1), course(1.4, 1.1, 0.98)]).toEqual([
    first, first, { pages: 2, tightness: 1, isLast: false }, { pages: 1, tightness: 1, isLast: false },
    { pages: 2, tightness: 2, isLast: false }, { pages: 1, tightness: 2, isLast: false },
  ])
  const given = { pages: 2, tightness: 0, isLast: true }
  expect([course(1.6), course(1.45, 1.4), course(1.4, 1.2, 1.1), course(1.4, 1.2, 1.1, 1.4)]).toEqual([given, given, given, given])
  expect([1, 2, 3].map(pages => heightMm(pages, 24))).toEqual([262, 500, 738])
})

test('a code holds its text', async () => {
  const seen = await until(shown = mount(QrCode, { props: { text: 'https://example.org/#/3', label: '코드' } }), 'svg')
  const { size, data } = encode('https://example.org/#/3', { ecc: 'M', border: 0 })
  const dark = new Set([...(seen.find('path').attributes('d') ?? '').matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`))
  expect(seen.find('svg').attributes('viewBox')).toBe(`0 0 ${size} ${size}`)
  expect(data.map((row, y) => row.map((_, x) => dark.has(`${x} ${y}`)))).toEqual(data)
})

test.each([
  ['https://example.org', { routeAlias: 'p03-quorum' }, 2, 'https://example.org/#/p03-quorum?clicks=2'],
  ['http://localhost:3030/#/', {}, 0, 'http://localhost:3030/#/7'],
])('a slide is live at %s', (site, frontmatter, clicks, address) => {
  expect(liveAddress(site, { no: 7, meta: { slide: { no: 7, frontmatter } }, component: {} }, clicks)).toBe(address)
})
