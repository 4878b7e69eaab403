// Every widget by keyboard alone: Tab comes to it and shows where one is, its keys do what they promise, to the view or to
// the cluster, and what has the focus keeps it.
import { globSync } from 'node:fs'
import { basename } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { projectRoot } from '../../tools/lib/project.ts'
import { goToSlide, lastClick, openPage } from '../../tools/lib/stage.ts'
import { watch } from './checks/watch.ts'
import { clickOf, expectSame, rested, stateOf } from './lab-state.ts'

const patience = { timeout: 20_000 }
const mostStops = 120
let browser: Browser
let page: Page
let watched: ReturnType<typeof watch>
beforeAll(async () => {
  browser = await launchBrowser()
  page = await openPage(browser, { width: 1280, height: 720 }, 'light')
  watched = watch(page, inject('site'))
})
afterAll(() => browser.close())

const seen = (selector: string): Locator => page.locator(`${selector}:visible`)
const press = (key: string): Promise<void> => page.keyboard.press(key)
const has = (selector: string): Promise<boolean> => page.evaluate(selector => document.activeElement?.matches(selector) ?? false, selector)
const terminalText = (): Promise<string> => seen('.xterm-rows').last().innerText()
const labShown = async (): Promise<string> => await seen('[data-lab]').first().getAttribute('data-lab') ?? ''
const hashShown = async (): Promise<string | undefined> => (await stateOf(page, await labShown()))?.hash

/** The first slide with this class on which this is to be seen; Tab begins where the slide does. */
async function show(name: string, wanted: string, clicks = lastClick): Promise<void> {
  for (const no of inject('slidesWith')[name] ?? []) {
    await goToSlide(page, inject('site'), no, clicks)
    if (await seen(wanted).count() > 0) return page.evaluate(no => {
      const slide = document.querySelector<HTMLElement>(`#slide-content [data-slidev-no="${no}"]`)
      slide?.setAttribute('tabindex', '-1')
      slide?.focus()
      slide?.blur()
      slide?.removeAttribute('tabindex')
    }, no)
  }
  throw new Error(`no slide shows ${wanted}`)
}

/** Presses Tab until this has the focus, which has to be seen. What keeps Tab for itself is left by Escape. */
async function tabTo(wanted: string, key = 'Tab'): Promise<void> {
  const passed: string[] = []
  while (passed.length < mostStops) {
    await press(key)
    const { isThere, isRinged, keepsTab, says } = await page.evaluate(wanted => {
      const focused = document.activeElement
      let ringed = focused
      while (ringed && !ringed.matches('.slidev-page')) {
        const { outlineStyle, outlineWidth } = getComputedStyle(ringed)
        if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) break
        ringed = ringed.parentElement
      }
      return {
        isThere: focused?.matches(wanted) ?? false, isRinged: ringed !== null && !ringed.matches('.slidev-page'),
        keepsTab: focused?.matches('textarea, .cm-content[contenteditable=true]') ?? false, says: focused?.getAttribute('aria-label') ?? focused?.textContent?.trim().slice(0, 30) ?? '',
      }
    }, wanted)
    if (isThere) return expect(isRinged, `the focus on ${wanted} is to be seen`).toBe(true)
    if (keepsTab) await press('Escape')
    passed.push(says)
  }
  throw new Error(`Tab does not come to ${wanted}, only to ${[...new Set(passed)].join(' · ')}`)
}

/** A widget that only looks: the deck's own key takes the steps, in the cluster as Node has it, until the view has gone along. */
const looks = (name: string) => async (): Promise<void> => {
  const text = (): Promise<string> => seen(`.${name}`).first().innerText()
  for (const no of inject('slidesWith')[name] ?? []) {
    await goToSlide(page, inject('site'), no)
    const [before, slide, lab] = [await text(), page.url(), await labShown()]
    for (let click = 1; ; click++) {
      await rested(page, lab)
      await press('ArrowRight')
      await expect.poll(() => clickOf(page) === click || !page.url().startsWith(slide), patience).toBe(true)
      if (clickOf(page) !== click) break
      await expectSame(page, lab)
      if (await text() !== before) return
    }
  }
  throw new Error(`no step changes what ${name} shows`)
}

/** The same on the page for authors, for what stands on no slide. */
const looksInDemo = (name: string) => async (): Promise<void> => {
  await page.goto(`${inject('site')}#/lab`)
  await seen('.authors nav button').first().waitFor()
  while (!await page.evaluate(name => document.activeElement?.textContent?.startsWith(`${name}: `), name)) await press('Tab')
  await press('Enter')
  await seen('.authors-bench .lab-ready').waitFor(patience)
  const view = (): Promise<string> => seen('.authors-bench .lab-view').innerText()
  const before = await view()
  await tabTo('.authors-clicks button:nth-of-type(2)')
  await press('Enter')
  await expect.poll(view, patience).not.toBe(before)
}

const widgets: readonly (readonly [name: string, what: string, act: () => Promise<void>])[] = [
  ...(['Compare', 'EventLog', 'EventTimeline', 'JobBoard', 'OwnerGraph', 'PodLifecycle', 'RequestGates', 'Rollout', 'StatefulOrder'] as const)
    .map(name => [name, 'the deck\'s key takes its lab on', looks(name.replace(/\B[A-Z]/g, letter => `-${letter}`).toLowerCase())] as const),
  ['IngressMap', 'the next step is taken', looksInDemo('IngressMap')],
  ['Why', 'the next step is taken', looksInDemo('Why')],
  ['ClusterStage', 'Enter picks a node, arrows go on to its pods, Escape lets go', async () => {
    await show('cluster-stage', '.cluster-stage button.pod-capsule')
    await tabTo('.cluster-stage .node-rack:has(button.pod-capsule) button.node-name')
    await press('Enter')
    expect(await has('[aria-pressed="true"]')).toBe(true)
    await press('ArrowDown')
    expect(await has('.pod-capsule')).toBe(true)
    await press('Space')
    expect(await has('.pod-capsule[aria-pressed="true"]')).toBe(true)
    await press('Escape')
    expect([await has('body'), await seen('.cluster-stage [aria-pressed="true"]').count()]).toEqual([true, 0])
  }],
  ['ClusterMap', 'Enter picks a component, which tells what it does', async () => {
    await show('cluster-map', '.cluster-map button')
    await tabTo('.cluster-map button[aria-pressed="false"]')
    await press('Enter')
    const picked = await page.evaluate(() => document.activeElement?.textContent?.trim())
    expect(await seen('.cluster-map p b').first().innerText()).toBe(picked)
  }],
  ['ControlFlow', 'a part is stopped; arrows walk the hops', async () => {
    await show('control-flow', '.control-flow .board')
    await tabTo('.control-flow [aria-label="스케줄러 끄기"]')
    await press('Enter')
    await expect.poll(() => has('[aria-label="스케줄러 켜기"]'), patience).toBe(true)
    await tabTo('.control-flow .board')
    await press('Home')
    expect(await has('[aria-valuenow="1"]')).toBe(true)
    await press('ArrowRight')
    expect(await has('[aria-valuenow="2"]')).toBe(true)
  }],
  ['ControlLoop', 'its controller is stopped', async () => {
    await show('control-loop', '.control-loop .station-lamp button')
    await tabTo('.control-loop .station-lamp button')
    await press('Space')
    await seen('.control-loop .station-lamp.stopped').waitFor(patience)
    expect(await has('.control-loop button')).toBe(true)
  }],
  ['EtcdLedger', 'a machine is stopped', async () => {
    await show('etcd-ledger', '.etcd-ledger .members button', 0)
    await tabTo('.etcd-ledger .members button')
    await press('Enter')
    await seen('.etcd-ledger .station-lamp.stopped').first().waitFor(patience)
  }],
  ['ProbeLab', 'a fault is put in', async () => {
    await show('probe-lab', '.probe-lab .knobs button')
    const before = await hashShown()
    await tabTo('.probe-lab .knobs button')
    await press('Enter')
    await expect.poll(hashShown, patience).not.toBe(before)
  }],
  ['SchedulerLens', 'a node is tainted', async () => {
    await show('scheduler-lens', '.scheduler-lens td button')
    await tabTo('.scheduler-lens td button[aria-pressed="false"]')
    await press('Enter')
    await expect.poll(() => has('[aria-pressed="true"]'), patience).toBe(true)
  }],
  ['ServiceRouting', 'arrows walk the steps, and a request is sent', async () => {
    await show('service-routing', '.service-routing .steps button')
    const at = (): Promise<number> => page.evaluate(() => [...document.activeElement?.closest('.steps')?.querySelectorAll('button') ?? []].findIndex(button => button === document.activeElement))
    await tabTo('.service-routing .steps [aria-current] button')
    const before = await at()
    await press('ArrowUp')
    expect([await at(), await has('[aria-current] button')]).toEqual([before - 1, true])
    const count = async (): Promise<number> => Number(/요청 (\d+)개/.exec(await seen('.service-routing caption').innerText())?.[1])
    const sent = await count()
    await tabTo('.service-routing .send button')
    await press('Enter')
    await tabTo('.time-bar [aria-label="빠르게"]')
    await press('Enter')
    await expect.poll(count, patience).toBe(sent + 1)
  }],
  ['StackCompare', 'one app more, up to the last', async () => {
    await show('stack-compare', '.stack-compare .count button')
    await tabTo('.stack-compare [aria-label="앱 하나 더하기"]')
    for (let times = 0; times < 5; times++) await press('Enter')
    await expect.poll(() => seen('.stack-compare output').innerText()).toBe('앱 8개')
    await expect.poll(() => has('.stack-compare button:enabled'), { message: 'the focus goes on when there is no more' }).toBe(true)
  }],
  ['Browser', 'an address is typed and opened', async () => {
    await show('browser', '.browser .from')
    await tabTo('.browser input')
    await page.keyboard.type(`${await page.evaluate(() => document.querySelector<HTMLInputElement>('.browser input:focus')?.value)}nowhere\n`)
    await expect.poll(() => seen('.browser footer').innerText(), patience).toContain('404')
    expect(await has('body')).toBe(true)
  }],
  ['Manifest', 'it is written, left and applied', async () => {
    await show('manifest', '.manifest .cm-content')
    await tabTo('.manifest .cm-content')
    await press('Control+End')
    await page.keyboard.type('\n# by keyboard')
    await expect.poll(async () => { // what the editor offers goes first
      await press('Escape')
      return has('body')
    }).toBe(true)
    await tabTo('.manifest .action-button.main', 'Shift+Tab')
    await press('Enter')
    await expect.poll(terminalText, patience).toContain('kubectl apply -f')
    expect(await has('.manifest .action-button.main')).toBe(true)
  }],
  ['Predict', 'one guesses, and the deck\'s key goes on from there', async () => {
    await show('predict', '.predict .guesses button', 0)
    await tabTo('.predict .guesses button')
    await press('Space')
    expect([await has('[aria-pressed="true"]'), clickOf(page)]).toEqual([true, 0])
    const lab = await labShown()
    for (let click = 1; await seen('.predict .verdict b').count() === 0; click++) {
      await press('ArrowRight')
      await expect.poll(() => clickOf(page), patience).toBe(click)
      await rested(page, lab)
    }
    expect(await seen('.predict .verdict').innerText()).toMatch(/예측이 맞았습니다|예측과 달랐습니다/)
  }],
  ['Quiz', 'one chooses and asks', async () => {
    await show('choice-list', '.choice-list button', 0)
    await tabTo('.choice-list button')
    await press('Space')
    expect([await has('[aria-pressed="true"]'), clickOf(page)]).toEqual([true, 0])
    await tabTo('.quiz .action-button.main')
    await press('Enter')
    expect(await seen('.quiz .verdict').innerText()).not.toBe('')
    expect(await has('.quiz button')).toBe(true)
  }],
  ['Quiz', 'one puts in order', async () => {
    await show('order-list', '.order-list button', 0)
    const order = (): Promise<string[]> => seen('.order-list .item').allInnerTexts()
    const [first, second] = await order()
    await tabTo('.order-list li:first-child button:enabled')
    await press('Enter')
    expect((await order()).slice(0, 2)).toEqual([second, first])
    expect(await has('.order-list li:nth-child(2) button')).toBe(true)
  }],
  ['Quiz', 'one matches', async () => {
    await show('match-table', '.match-table select', 0)
    await tabTo('.match-table select')
    const url = page.url()
    for (let times = 0; times < 2; times++) await press('ArrowDown')
    expect([await has('.match-table select'), await page.evaluate(() => document.querySelector<HTMLSelectElement>('.match-table select:focus')?.selectedIndex), page.url()]).toEqual([true, 2, url])
  }],
  ['Quiz', 'one fills in', async () => {
    await show('number-blank', '.number-blank input', 0)
    await tabTo('.number-blank input')
    await page.keyboard.type('12345')
    await press('Enter')
    expect((await seen('.quiz .verdict').innerText()).trim()).toBe('다시 생각해 보세요')
    await page.waitForFunction(() => document.querySelector('.phone-bar')?.textContent.includes('단계')) // the deck has counted the slide's clicks
    await press('ArrowRight')
    await expect.poll(() => clickOf(page), patience).toBe(1)
    await seen('.number-blank b').waitFor(patience)
  }],
  ['Challenge', 'a hint is opened, a command typed', async () => {
    await show('challenge', '.challenge .hint-list .action-button', 0)
    await tabTo('.challenge .hint-list .action-button')
    await press('Enter')
    expect(await seen('.challenge .hint-list p').innerText()).not.toBe('')
    expect(await has('.challenge button')).toBe(true)
    await tabTo('.challenge textarea')
    await page.keyboard.type('kubectl get nodes\n')
    await expect.poll(terminalText, patience).toMatch(/NAME +STATUS +ROLES/)
    await press('Escape')
    expect(await has('body')).toBe(true)
  }],
  ['Contents', 'a chapter is gone to', async () => {
    await show('contents', '.contents button')
    const url = page.url()
    await tabTo('.contents button')
    await press('Enter')
    await expect.poll(() => page.url(), patience).not.toBe(url)
  }],
  ['Fence', 'its lines are run, and its terminal closed', async () => {
    await show('fence', '.slidev-layout:not(:has(.lab)) .fence .action-button', 0)
    await tabTo('.fence .action-button')
    await press('Enter')
    await seen('.fence-bench .xterm-rows').waitFor(patience)
    await expect.poll(terminalText, patience).toMatch(/\$ \S/)
    expect(await has('.fence .action-button')).toBe(true)
    await tabTo('.fence-bench header .action-button:last-child')
    await press('Enter')
    expect([await seen('.fence-bench').count(), await has('.fence .action-button')]).toEqual([0, true])
  }],
  ['Terminal', 'one types, leaves, and reads what was said', async () => {
    await show('podium-terminal', '.lab .podium-terminal .xterm', 0)
    await tabTo('.lab .podium-terminal textarea')
    await page.keyboard.type('kubectl version\n')
    await expect.poll(terminalText, patience).toContain('Server Version')
    await press('Escape')
    expect(await has('body')).toBe(true)
    await tabTo('.terminal-bar button')
    for (let times = 0; times < 2; times++) await press('ArrowRight')
    expect(await has('[aria-label="글로 읽기"]')).toBe(true)
    await press('Enter')
    await tabTo('.podium-terminal .whole', 'Shift+Tab')
    await press('Escape')
    expect([await seen('.podium-terminal .whole').count(), await has('.podium-terminal *')]).toEqual([0, true])
  }],
  ['TimeBar', 'time goes on, stops and goes back', async () => {
    await show('cluster-stage', '.time-bar .scrub input')
    await rested(page, await labShown())
    await tabTo('.time-bar [aria-label="재생"]')
    await press('Space')
    expect(await has('[aria-label="멈춤"]')).toBe(true)
    await press('Space')
    expect(await has('[aria-label="재생"]')).toBe(true)
    const clock = (): Promise<string> => seen('.time-bar .now').innerText()
    const before = await clock()
    await tabTo('.time-bar .scrub input')
    await press('ArrowLeft')
    await expect.poll(clock, patience).not.toBe(before)
    await press('Home')
    await expect.poll(clock, patience).toMatch(/^00:/)
  }],
  ['Lab', 'its menu opens, is walked and left, and forks the run', async () => {
    await show('cluster-stage', '.lab-menu button')
    await tabTo('.lab-menu button')
    await press('Enter')
    await expect.poll(() => has('[role=menuitem]')).toBe(true)
    const first = await page.evaluate(() => document.activeElement?.textContent)
    await press('End')
    await press('ArrowDown')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(first)
    await press('Escape')
    expect([await has('[aria-haspopup=menu]'), await seen('[role=menu]').count()]).toEqual([true, 0])
    await press('Enter')
    await expect.poll(() => has('[role=menuitem]')).toBe(true)
    while (!await page.evaluate(() => document.activeElement?.textContent?.includes('갈라 보기'))) await press('ArrowDown')
    await press('Enter')
    await seen('.time-bar .branches').waitFor(patience)
    expect(await has('[aria-haspopup=menu]')).toBe(true)
  }],
]

test.each(widgets)('%s: %s', async (_name, _what, act) => {
  await act()
  expect(watched.take()).toEqual([])
})

describe('whatever has the focus', () => {
  test('a button lets the deck\'s keys through, and keeps the focus', async () => {
    await show('cluster-stage', '.time-bar', 0)
    await tabTo('.time-bar [aria-label="처음으로"]')
    await press('ArrowRight')
    await expect.poll(() => clickOf(page), patience).toBe(1)
    await rested(page, await labShown())
    await press('ArrowLeft')
    await expect.poll(() => clickOf(page), patience).toBe(0)
    expect(await has('[aria-label="처음으로"]')).toBe(true)
    await press('.')
    await page.locator('.blackout').waitFor(patience)
    await press('.')
    await page.locator('.blackout').waitFor({ state: 'detached', ...patience })
    await press('Escape')
    expect(await has('body')).toBe(true)
    await press('Space')
    await expect.poll(() => clickOf(page), patience).toBe(1)
  })

  test('what scrolls is a stop that the arrows move, and none where it does not', async () => {
    const looked = (): Promise<void> => page.locator('html:not([data-looking])').waitFor({ state: 'attached', ...patience })
    await page.setViewportSize({ width: 390, height: 844 })
    await show('slidev-code', 'pre[data-stop]')
    const url = page.url()
    await tabTo('pre[data-stop]')
    await press('ArrowRight')
    await expect.poll(() => page.evaluate(() => document.activeElement?.scrollLeft), patience).toBeGreaterThan(0)
    expect([page.url(), await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))]).toEqual([url, '코드, 화살표 키로 움직입니다'])
    await page.setViewportSize({ width: 1280, height: 720 })
    await looked()
    await expect.poll(() => seen('[data-stop]').count(), patience).toBe(0)
  })
})

test('every widget is among them', () => {
  const parts = ['Errata', 'Paper', 'Presenting', 'Search', 'answers', 'marp', 'parts', 'states'] // of which widgets are built, and what has its own test
  const folders = globSync('components/*/', { cwd: projectRoot }).map(path => basename(path))
  expect(folders.filter(name => !parts.includes(name) && !widgets.some(([widget]) => widget === name))).toEqual([])
})
