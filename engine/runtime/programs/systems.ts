// Images that bring tools: the systems that other images are built on, and those that only hold one command.
import { entrypointFor } from './entrypoint.ts'
import { pi } from './pi.ts'
import { recipe, type Recipe } from './recipe.ts'
import { generic, pause } from './simple.ts'
import { anythingOr, bare, busybox, busyboxWithCurl, debian, everything, networkers } from './toolsets.ts'

const distribution = (name: string, version: string): ReadonlyMap<string, string> =>
  new Map([['/etc/os-release', `PRETTY_NAME="${name} ${version}"\nNAME="${name}"\nVERSION_ID="${version}"\nID=${name.toLowerCase().split(' ')[0]}\n`]])

/** What nobody types to ends at once: the images of languages and of systems start a prompt. */
const prompts = ['almalinux', 'amazonlinux', 'archlinux', 'bash', 'centos', 'fedora', 'golang', 'openjdk', 'oraclelinux', 'php', 'python', 'rockylinux', 'ruby', 'rust']
const asPrompt = recipe({ tools: anythingOr(generic), command: ['bash'], sizeMB: 80 })

export const systems: readonly (readonly [string, Recipe])[] = [
  ...prompts.map(name => [`library/${name}`, asPrompt] as const),
  ['library/busybox', recipe({ versions: { numbers: { 1: 37 }, words: ['stable', 'unstable', 'musl', 'glibc', 'uclibc'] }, tools: busybox, command: ['sh'], sizeMB: 2.22226 })],
  ['library/alpine', recipe({ versions: { numbers: { 3: 23 }, words: ['edge'] }, tools: busybox, command: ['/bin/sh'], files: distribution('Alpine Linux', '3.23.0'), sizeMB: 3.862 })],
  ['library/ubuntu', recipe({ versions: { numbers: { 20: 4, 22: 4, 24: 4, 25: 10, 26: 4 }, words: ['noble', 'jammy', 'focal', 'rolling', 'devel'] }, tools: debian, command: ['/bin/bash'], files: distribution('Ubuntu', '24.04'), sizeMB: 29.7 })],
  ['library/debian', recipe({ versions: { numbers: { 11: 11, 12: 12, 13: 2 }, words: ['bookworm', 'bullseye', 'trixie', 'stable', 'testing', 'unstable', 'bookworm-slim'] }, tools: debian, command: ['bash'], files: distribution('Debian GNU/Linux', '13'), sizeMB: 49.3 })],
  ['curlimages/curl', recipe({ versions: { numbers: { 7: 88, 8: 19 } }, tools: busyboxWithCurl, entrypoint: ['/entrypoint.sh'], command: ['curl'], programs: { '/entrypoint.sh': entrypointFor('curl') }, user: 'curl_user', sizeMB: 9 })],
  ['polinux/stress', recipe({ tools: everything, command: ['stress'], sizeMB: 4 })],
  ['nicolaka/netshoot', recipe({ tools: networkers, command: ['sh'], sizeMB: 202 })],
  ['library/perl', recipe({ versions: { numbers: { 5: 42 } }, tools: debian, programs: { perl: pi }, command: ['perl'], sizeMB: 336 })],
  ['pause', recipe({ versions: { numbers: { 3: 10 } }, tools: bare, programs: { '/pause': pause }, entrypoint: ['/pause'], user: '65535', sizeMB: 0.32 })],
]
