// Pictures of slides, to look at while writing them.
import { mkdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { launchBrowser } from './browser.ts'
import { commandLine, PlainError, run } from './lib/command.ts'
import { findDeck } from './lib/deck.ts'
import { cacheRoot } from './lib/project.ts'
import { withSite } from './lib/site.ts'
import { goToPrint, goToSlide, lastClick, openPage } from './lib/stage.ts'

const help = `
node tools/shoot.ts [--slides 1,3-5] [--dark] [--size 1280x720] [--clicks N] [--deck FILE | --way WAY] [--url URL] [--out DIR]

Takes a picture of each slide and prints where it is.
  --slides  which ones (default: all)
  --dark    in the dark scheme
  --size    of the window (default: 1280x720)
  --clicks  after so many clicks on each slide; "last" for its end (default: 0)
  --deck    of another deck than slides.md
  --way     through the lecture: two-hours, or a chapter (03, 03-architecture)
  --url     from a running dev server instead of a build
  --out     folder (default: node_modules/.cache/podium/shots)
`

await run(async () => {
  const { values } = commandLine(help, {
    slides: { type: 'string' }, dark: { type: 'boolean' }, size: { type: 'string', default: '1280x720' },
    clicks: { type: 'string', default: '0' }, deck: { type: 'string' }, way: { type: 'string' }, url: { type: 'string' },
    out: { type: 'string', default: join(cacheRoot, 'podium', 'shots') },
  })
  const size = sizeOf(values.size)
  const clicks = values.clicks === 'last' ? lastClick : wholeNumber(values.clicks)
  const out = resolve(values.out)
  mkdirSync(out, { recursive: true })
  const shoot = async (url: string) => {
    const browser = await launchBrowser()
    try {
      const page = await openPage(browser, size, values.dark === true ? 'dark' : 'light')
      page.on('pageerror', error => console.error(`page error: ${error.message}`))
      page.on('console', message => { if (message.type() === 'error') console.error(`console: ${message.text()}`) })
      const total = await goToPrint(page, url)
      await page.goto('about:blank') // leave print mode
      for (const no of slidesOf(values.slides, total)) {
        await goToSlide(page, url, no, clicks)
        const path = join(out, `${String(no).padStart(2, '0')}${clicks === 0 ? '' : `-${values.clicks}`}.png`)
        await page.screenshot({ path })
        console.log(relative(process.cwd(), path))
      }
    }
    finally {
      await browser.close()
    }
  }
  if (values.url === undefined) await withSite(findDeck(values.deck, values.way), shoot)
  else await shoot(values.url.replace(/#.*/, ''))
})

function slidesOf(asked: string | undefined, total: number): number[] {
  if (asked === undefined) return Array.from({ length: total }, (_, index) => index + 1)
  return asked.split(',').flatMap(range => {
    const [first = '', last = first] = range.split('-')
    const from = wholeNumber(first)
    const to = Math.min(wholeNumber(last), total)
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
  })
}

function sizeOf(text: string) {
  const [width = '', height = ''] = text.split('x')
  return { width: wholeNumber(width), height: wholeNumber(height) }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new PlainError(`"${text}" is not a number`)
  return Number(text)
}
