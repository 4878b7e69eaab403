// git, as far as the labs need it: a repository is fetched and its files lie in a directory.
import { complain, sleep, write, type Program } from '../client/program.ts'
import { resolvePath } from '../runtime/files.ts'
import { writeFile, type Command, type Invocation } from '../shell/command.ts'
import { repositories } from './repositories.ts'

const fatal = 128
const perObjectMs = 20

export const git: Command = function* (invocation): Program<number> {
  const [verb, ...rest] = invocation.args
  if (verb === 'clone') return yield* clone(invocation, rest)
  if (verb === '--version' || verb === 'version') return yield* say('git version 2.47.3\n')
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') return yield* say('usage: git clone <repository> [<directory>]\n', verb === undefined ? 1 : 0)
  if (/^(add|bisect|branch|checkout|commit|diff|fetch|init|log|merge|pull|push|rebase|remote|reset|restore|show|stash|status|switch|tag)$/.test(verb)) {
    yield* complain(`git: ${verb}: not on this machine: only git clone is\n`)
    return 1
  }
  yield* complain(`git: '${verb}' is not a git command. See 'git --help'.\n`)
  return 1
}

function* say(text: string, code = 0): Program<number> {
  yield* write(text)
  return code
}

function* clone({ environment: { files, cwd } }: Invocation, args: readonly string[]): Program<number> {
  const [url, into] = args.filter((arg, i) => !arg.startsWith('-') && !/^(-b|--branch|--depth)$/.test(args[i - 1] ?? ''))
  if (url === undefined) return yield* failed('fatal: You must specify a repository to clone.\n\nusage: git clone [<options>] [--] <repo> [<dir>]\n', 129)
  const name = /([^/:]+?)(?:\.git)?\/?$/.exec(url)?.[1] ?? ''
  const target = into ?? name
  const path = resolvePath(cwd, target)
  if (files.read(path) !== undefined || files.list(path).length > 0) return yield* failed(`fatal: destination path '${target}' already exists and is not an empty directory.\n`)
  if (!/^(https?:\/\/|git@|ssh:\/\/)/.test(url)) return yield* failed(`fatal: repository '${url}' does not exist\n`)
  yield* complain(`Cloning into '${target}'...\n`)
  const [, host = '', owner = ''] = /^(?:https?:\/\/|git@|ssh:\/\/(?:git@)?)([^/:]+)[/:](.+?)(?:\.git)?\/?$/.exec(url) ?? []
  if (host !== 'github.com') return yield* failed(`fatal: unable to access '${url.replace(/\/?$/, '/')}': Could not resolve host: ${host}\n`)
  const found = repositories.get(owner)
  // who asks for a repository that is not there is asked who he is: it could be hidden from him
  if (!found) return yield* failed(url.startsWith('http') ? 'fatal: could not read Username for \'https://github.com\': No such device or address\n' : 'ERROR: Repository not found.\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n')
  const count = Object.keys(found).length + 2
  yield* complain(`remote: Enumerating objects: ${count}, done.\nremote: Counting objects: 100% (${count}/${count}), done.\nremote: Compressing objects: 100% (${count}/${count}), done.\n`)
  yield* sleep(count * perObjectMs)
  yield* complain(`remote: Total ${count} (delta 0), reused ${count} (delta 0), pack-reused 0 (from 0)\nReceiving objects: 100% (${count}/${count}), done.\n`)
  for (const [file, text] of Object.entries(found)) writeFile(files, `${path}/${file}`, text)
  return 0
}

function* failed(text: string, code = fatal): Program<number> {
  yield* complain(text)
  return code
}
