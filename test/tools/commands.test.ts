// What the commands say when they cannot do what they were asked: one plain message, no stack, and an exit code.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../tools/lib/project.ts'

const folder = mkdtempSync(join(tmpdir(), 'commands-'))

function call(command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'tools', `${command}.ts`), ...args],
    { encoding: 'utf8', cwd: projectRoot, env: { ...process.env, INIT_CWD: folder, ...env } })
  return { status, stdout, stderr: stderr.trimEnd() }
}

const refused = (stderr: string) => ({ status: 1, stdout: '', stderr })

describe.each(['start', 'build', 'export'])('npm run %s', command => {
  it('refuses what is no deck', () => {
    writeFileSync(join(folder, 'picture.md'), Buffer.from([0x89, 0x50, 0, 0, 1]))
    writeFileSync(join(folder, 'c#.md'), '# C#')
    expect(call(command, ['nowhere.md'])).toEqual(refused(`There is no deck at ${join(folder, 'nowhere.md')}`))
    expect(call(command, ['.'])).toEqual(refused(`${folder} is a folder; name the Markdown file of the deck in it`))
    expect(call(command, ['picture.md'])).toEqual(refused(`${join(folder, 'picture.md')} is not text; a deck is a Markdown file`))
    expect(call(command, ['c#.md'])).toEqual(refused(`${join(folder, 'c#.md')} has one of # ? % in its path, which a browser cannot load; rename it`))
    expect(call(command, ['a.md', 'b.md']).stderr).toMatch(/^One deck at a time, please\./)
  })
})

it('takes a number for a port', () => {
  expect(call('start', ['--port', '0x50'])).toEqual(refused('--port 0x50: a port is a number from 1 to 65535'))
})

it('serves only clusters that there are', () => {
  expect(call('cluster', ['nosuch'])).toEqual(refused(expect.stringMatching(/^There is no lab "nosuch"\. There are: .*replace/)))
  expect(call('cluster', ['--speed', 'fast'])).toEqual(refused('--speed fast: a number from 0.01 to 600 is wanted'))
  expect(call('cluster', ['replace', '--step', '99']).stderr).toMatch(/^--step 99: a number from 0 to \d+ is wanted$/)
})

describe.each(['start', 'build', 'export', 'test', 'shoot', 'bench', 'conformance', 'cluster', 'fuzz'])('%s', command => {
  it('helps, and names what it does not know', () => {
    const help = call(command, ['--help'])
    expect(help).toEqual({ status: 0, stdout: expect.stringMatching(/^n(pm|ode) .+\n\n[A-Z]/), stderr: '' })
    expect(call(command, ['--no-such-thing'])).toEqual(refused(expect.stringContaining(`Unknown option '--no-such-thing'`)))
  })
})

it('fuzzes as many seeds as it is told, and refuses what is no number', { timeout: 60_000 }, () => {
  const { status, stdout } = call('fuzz', ['--seeds', '2', '--workers', '1'])
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^2 passed, 0 failed, in \d+ s\n$/) })
  expect(call('fuzz', ['--seeds', 'many'])).toEqual(refused('--seeds must be a whole number, not "many"'))
  expect(call('fuzz', ['--workers', '0'])).toEqual(refused('--workers must be a whole number, not "0"'))
})

describe('the browser', () => {
  it('is the one that was asked for', () => {
    const browser = join(folder, 'browser')
    writeFileSync(browser, '#!/bin/sh\necho 1.0\n')
    chmodSync(browser, 0o755)
    expect(call('browser', [], { PODIUM_BROWSER: browser })).toEqual({ status: 0, stdout: `${browser}\n`, stderr: '' })
  })

  it('is not replaced by another when that one does not run', () => {
    const broken = join(folder, 'broken')
    writeFileSync(broken, '#!/bin/sh\necho no display >&2\nexit 3\n')
    chmodSync(broken, 0o755)
    expect(call('browser', [], { PODIUM_BROWSER: broken })).toEqual(refused(`PODIUM_BROWSER=${broken} does not run: no display`))
    expect(call('browser', [], { PODIUM_BROWSER: '/nowhere' })).toEqual(refused('PODIUM_BROWSER=/nowhere does not run: no such file'))
  })
})

it('takes a way through the lecture, and no other', () => {
  expect(call('export', ['--way', 'three-hours'])).toEqual(refused(expect.stringMatching(/^--way three-hours: the ways are two-hours, 00-start/)))
  writeFileSync(join(folder, 'other.md'), '# A')
  expect(call('export', ['other.md', '--way', '03'])).toEqual(refused('--way is of the lecture, not of another deck'))
})
