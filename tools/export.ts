// `npm run export`: the deck as two PDF files.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { launchBrowser } from './browser.ts'
import { commandLine, onlyOne, run } from './lib/command.ts'
import { findDeck, type Deck } from './lib/deck.ts'
import { printHandout, printSlides, type Printed } from './lib/print.ts'
import { distRoot } from './lib/project.ts'
import { withSite } from './lib/site.ts'

const help = `
npm run export [-- [deck.md] [--way WAY] [--site URL]]

Makes dist/slides.pdf, a page per slide, and dist/handout.pdf, a sheet of A4 per slide with its speaker notes.
  deck.md  any Marp deck, instead of the lecture; makes dist/<name of the deck>.pdf and dist/<name>-handout.pdf
  --way    through the lecture: two-hours, or a chapter (03, 03-architecture); makes dist/slides-<way>.pdf and so on
  --site   where the deck can be seen live: what the codes and links of the handout open, if not the \`url\` of its headmatter
`

await run(async () => {
  const { values, positionals } = commandLine(help, { way: { type: 'string' }, site: { type: 'string' } })
  const deck = findDeck(onlyOne(positionals), values.way)
  const names = namesFor(deck)
  await withSite(deck, async site => {
    const browser = await launchBrowser()
    try {
      save(names.slides, await printSlides(browser, site))
      save(names.handout, await printHandout(browser, site, values.site))
    }
    finally {
      await browser.close()
    }
  })
})

function namesFor({ own, name, way }: Deck) {
  return own && way === undefined ? { slides: 'slides.pdf', handout: 'handout.pdf' } : { slides: `${name}.pdf`, handout: `${name}-handout.pdf` }
}

function save(name: string, { pdf, slides }: Printed): void {
  mkdirSync(distRoot, { recursive: true })
  const path = join(distRoot, name)
  writeFileSync(path, pdf)
  console.log(`${relative(process.cwd(), path)}: ${slides} slides, ${Math.round(pdf.length / 1024)} KB`)
}
