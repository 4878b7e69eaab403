// The deck as a built site, with notes, for whoever looks at it with our browser: tests, PDF, pictures.
// The lecture's own site is kept and built again only when a source changed.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { withEntry, type Deck } from './deck.ts'
import { serveFolder } from './folder-server.ts'
import { cacheRoot, projectRoot } from './project.ts'
import { buildSite } from './slidev.ts'

const sites = join(cacheRoot, 'podium', 'sites')
const kept = 3

const sources = [
  '{slides.md,vite.config.ts,package-lock.json,*.vue}',
  '{pages,components,engine,layouts,setup,styles,public,tools/vite}/**/*',
]

/** Builds the deck if need be and serves it for as long as `use` runs. */
export async function withSite<Result>(deck: Deck, use: (url: string) => Promise<Result>): Promise<Result> {
  const folder = await builtSite(deck)
  const served = await serveFolder(folder)
  try {
    return await use(served.url)
  }
  finally {
    await served.close()
    if (!deck.own) rmSync(folder, { recursive: true })
  }
}

/** The folder of the built site. That of a deck which is not ours is the caller's to remove. */
export async function builtSite(deck: Deck): Promise<string> {
  const folder = join(sites, `${fingerprint()}${deck.way === undefined ? '' : `-${deck.way}`}`)
  if (deck.own && existsSync(folder)) {
    utimesSync(folder, new Date(), new Date()) // in use: not the next to go
    return folder
  }
  mkdirSync(sites, { recursive: true })
  const draft = mkdtempSync(join(sites, 'draft-'))
  try {
    await withEntry(deck, entry => buildSite(entry, draft, { withNotes: true }))
  }
  catch (error) {
    rmSync(draft, { recursive: true })
    throw error
  }
  if (!deck.own) return draft
  if (existsSync(folder)) rmSync(draft, { recursive: true }) // another process was faster
  else renameSync(draft, folder)
  removeOldSites()
  return folder
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const path of globSync(sources, { cwd: projectRoot }).sort()) {
    const file = join(projectRoot, path)
    if (statSync(file).isFile()) hash.update(`${path}\0`).update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

function removeOldSites(): void {
  const anHourAgo = Date.now() - 3_600_000
  const byAge = readdirSync(sites)
    .map(name => ({ name, usedAt: statSync(join(sites, name)).mtimeMs }))
    .sort((a, b) => b.usedAt - a.usedAt)
  const old = byAge.filter(({ usedAt }, place) => place >= kept && usedAt < anHourAgo) // a younger one may be in use
  for (const { name } of old) rmSync(join(sites, name), { recursive: true, force: true })
}
