// `npm start`, one at a time.
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { projectRoot } from '../../tools/lib/project.ts'

let server: ChildProcess | undefined

/** Answers the address that it prints. */
export async function start(...args: string[]): Promise<string> {
  const port = await freePort()
  const child = spawn(process.execPath, ['tools/start.ts', ...args, '--port', String(port)], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] })
  server = child
  let output = ''
  const address = `http://localhost:${port}/`
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes(address)) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('close', status => reject(new Error(`ended with ${status}:\n${output}`)))
  })
  return address
}

export async function stop(): Promise<void> {
  const child = server
  server = undefined
  if (child === undefined || child.exitCode !== null) return
  await new Promise(resolve => {
    child.once('close', resolve)
    child.kill()
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject).listen(0, 'localhost', () => {
      const { port } = probe.address() as AddressInfo // an address of TCP is never a string
      probe.close(() => resolve(port))
    })
  })
}
