// What scrolls on a slide can be reached by Tab and moved by the arrow keys; what does not scroll is no stop, nor is what
// has stops of its own inside. A phone needs it most, where code and tables are wider than the screen.
import { stops } from './stops.ts'

const mayScroll = 'pre, table, .mermaid, .stage, [role=document], [data-scrollable]'
const nouns: readonly (readonly [selector: string, noun: string])[] = [['pre', '코드'], ['table', '표'], ['.mermaid', '도표']]
const slackPx = 2
const patienceMs = 50

const overflows = (way: string): boolean => way === 'auto' || way === 'scroll'
const isWide = (element: Element): boolean => element.scrollWidth > element.clientWidth + slackPx && overflows(getComputedStyle(element).overflowX)
const isHigh = (element: Element): boolean => element.scrollHeight > element.clientHeight + slackPx && overflows(getComputedStyle(element).overflowY)

const moves: Readonly<Record<string, (element: Element) => boolean>> = {
  ArrowRight: element => isWide(element) && element.scrollLeft + element.clientWidth < element.scrollWidth - slackPx,
  ArrowLeft: element => isWide(element) && element.scrollLeft > slackPx,
  ArrowDown: element => isHigh(element) && element.scrollTop + element.clientHeight < element.scrollHeight - slackPx,
  ArrowUp: element => isHigh(element) && element.scrollTop > slackPx,
}

/** Whether the key moves what has the focus, or what stands around it on the slide: then it is not the deck's. */
function scrolls(key: string, focused: Element): boolean {
  const canMove = moves[key]
  if (!canMove || focused.matches('input, textarea, select, [contenteditable=true]')) return false
  for (let element: Element | null = focused; element && !element.matches('.slidev-page'); element = element.parentElement) if (canMove(element)) return true
  return false
}

const given = 'data-stop'

/** Makes stops of what scrolls now, and takes back what was given to what no longer does. */
export function markScrolling(root: ParentNode = document): void {
  const seen = [...root.querySelectorAll('.slidev-page')].filter(page => page.checkVisibility())
  const found = seen.flatMap(page => [...page.querySelectorAll(mayScroll)])
  for (const element of found.reverse()) { // what is inside first
    const isOurs = element.hasAttribute(given)
    const isStop = (isWide(element) || isHigh(element)) && (isOurs || !element.matches(stops)) && element.querySelector(stops) === null
    if (isStop && !isOurs) give(element)
    else if (!isStop && isOurs) take(element)
  }
}

function give(element: Element): void {
  const noun = nouns.find(([selector]) => element.matches(selector))?.[1] ?? '내용'
  const isNamed = element.hasAttribute('aria-label') || element.querySelector(':scope > caption') !== null
  const added: Readonly<Record<string, string>> = {
    tabindex: '0',
    ...!element.matches('table, [role]') && { role: 'group' },
    ...!isNamed && { 'aria-label': `${noun}, 화살표 키로 움직입니다` },
  }
  for (const [name, value] of Object.entries(added)) element.setAttribute(name, value)
  element.setAttribute(given, Object.keys(added).join(' '))
}

function take(element: Element): void {
  for (const name of [...element.getAttribute(given)?.split(' ') ?? [], given]) element.removeAttribute(name)
}

/** Looks whenever something was drawn, and at most twenty times a second; while it is yet to look, `<html>` says so. Answers how to stop. */
export function heedScrolling(): () => void {
  const { documentElement: html } = document
  let timer = 0
  const look = (): void => {
    timer = 0
    markScrolling()
    html.removeAttribute('data-looking')
  }
  const later = (): void => {
    if (timer !== 0) return
    timer = window.setTimeout(look, patienceMs)
    html.setAttribute('data-looking', '')
  }
  const hear = (event: KeyboardEvent): void => {
    const focused = document.activeElement
    if (!event.defaultPrevented && focused?.closest('.slidev-page') && scrolls(event.key, focused)) event.stopPropagation()
  }
  const drawn = new MutationObserver(later)
  drawn.observe(document.body, { childList: true, subtree: true })
  addEventListener('resize', later)
  document.addEventListener('keydown', hear) // the deck hears at the window
  void document.fonts.ready.then(later)
  later()
  return () => {
    clearTimeout(timer)
    drawn.disconnect()
    removeEventListener('resize', later)
    document.removeEventListener('keydown', hear)
  }
}
