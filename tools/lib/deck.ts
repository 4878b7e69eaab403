// Which deck a command is about. Slidev wants its entry at the root of the project and imports nothing from outside
// of it; so any other deck is shown through a stub entry, and its folder, if it lies elsewhere, through a link.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import { chapters, isWay, ways } from '../course/ways.ts'
import { PlainError } from './command.ts'
import { projectRoot } from './project.ts'

export interface Deck {
  readonly path: string // absolute, links resolved
  readonly name: string // of its files in dist/
  readonly own: boolean // slides.md, the lecture
  readonly way?: string // through the lecture, if not all of it
}

export interface Entry {
  readonly file: string // at the root of the project
  readonly env: Readonly<Record<string, string>>
}

const ownDeck = join(projectRoot, 'slides.md')

export function findDeck(asked: string | undefined, way?: string): Deck {
  if (way !== undefined) {
    if (asked !== undefined) throw new PlainError('--way is of the lecture, not of another deck')
    if (!isWay(way)) throw new PlainError(`--way ${way}: the ways are ${[...ways, ...chapters()].join(', ')}`)
    return { path: ownDeck, name: `slides-${way}`, own: true, way }
  }
  if (asked === undefined) return { path: ownDeck, name: 'slides', own: true }
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), asked) // npm changes the directory; the user did not
  if (!existsSync(path)) throw new PlainError(`There is no deck at ${path}`)
  if (!statSync(path).isFile()) throw new PlainError(`${path} is a folder; name the Markdown file of the deck in it`)
  if (isBinary(path)) throw new PlainError(`${path} is not text; a deck is a Markdown file`)
  if (/[#?%]/.test(path)) throw new PlainError(`${path} has one of # ? % in its path, which a browser cannot load; rename it`)
  const real = realpathSync(path)
  return { path: real, name: basename(real, extname(real)), own: real === ownDeck }
}

/** Gives the deck an entry for as long as `use` runs. */
export async function withEntry<Result>(deck: Deck, use: (entry: Entry) => Promise<Result>): Promise<Result> {
  if (deck.own) return use({ file: ownDeck, env: deck.way === undefined ? {} : { PODIUM_WAY: deck.way } })
  const id = createHash('sha256').update(`${deck.path} ${process.pid}`).digest('hex').slice(0, 12)
  const link = join(projectRoot, '.podium', id)
  const stub = join(projectRoot, `.podium-${id}.md`)
  const remove = () => {
    rmSync(stub, { force: true })
    rmSync(link, { force: true })
  }
  process.once('exit', remove)
  try {
    writeFileSync(stub, await stubOf(deck, pathFromRoot(deck, link)))
    return await use({ file: stub, env: { PODIUM_DECK: deck.path, PODIUM_REACH: reachOf(deck.path) } })
  }
  finally {
    process.off('exit', remove)
    remove()
  }
}

/** The folder that a deck may take files from: its repository, or else the folder it lies in. */
function reachOf(deckPath: string): string {
  const folder = dirname(deckPath)
  for (let above = folder; above !== dirname(above); above = dirname(above))
    if (existsSync(join(above, '.git'))) return above
  return folder
}

function pathFromRoot(deck: Deck, link: string): string {
  if (deck.path.startsWith(projectRoot)) return slashes(relative(projectRoot, deck.path))
  const reach = reachOf(deck.path)
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(reach, link, 'junction') // the kind that Windows allows to everybody
  return slashes(relative(projectRoot, join(link, relative(reach, deck.path))))
}

/** `hide`: the headmatter is a slide of its own, or Slidev would repeat it on every slide of the deck. */
async function stubOf(deck: Deck, source: string): Promise<string> {
  const { headmatterOf } = await import('../../setup/marp/index.ts')
  return [
    '---',
    'podium: stub', // by this line our preparser leaves it as it is
    'hide: true',
    ...Object.entries(headmatterOf(readFileSync(deck.path, 'utf8'))).map(([key, value]) => `${key}: ${JSON.stringify(value)}`), // JSON is YAML
    '---', '', '---',
    `src: ${JSON.stringify(`./${source}`)}`,
    '---', '',
  ].join('\n')
}

function isBinary(path: string): boolean {
  return readFileSync(path).subarray(0, 8192).includes(0)
}

function slashes(path: string): string {
  return path.split(sep).join('/')
}
