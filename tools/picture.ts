// `npm run picture`: the picture of a slide in the README, as sharp as a good screen wants it.
import { mkdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { launchBrowser } from './browser.ts'
import { commandLine, run } from './lib/command.ts'
import { findDeck } from './lib/deck.ts'
import { projectRoot } from './lib/project.ts'
import { withSite } from './lib/site.ts'
import { goToSlide, lastClick, openPage } from './lib/stage.ts'

const help = `
npm run picture

Takes the picture of the live slide that the README shows: docs/slide.png.
`
const liveSlide = 2

await run(async () => {
  commandLine(help, {})
  const path = join(projectRoot, 'docs', 'slide.png')
  mkdirSync(dirname(path), { recursive: true })
  await withSite(findDeck(undefined), async site => {
    const browser = await launchBrowser()
    try {
      const page = await openPage(browser, { width: 960, height: 540 }, 'light', 2)
      await goToSlide(page, site, liveSlide, lastClick)
      await page.screenshot({ path })
    }
    finally {
      await browser.close()
    }
  })
  console.log(relative(process.cwd(), path))
})
