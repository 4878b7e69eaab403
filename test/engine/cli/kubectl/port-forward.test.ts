// `kubectl port-forward` in the background of a shell: whom it leads to, what it says, and what curl gets by it.
import { expect, test } from 'vitest'
import { createCluster } from '../../../../engine/index.ts'

const cluster = createCluster({ nodes: 2 })
const said = (line: string): string => {
  const { stdout, stderr } = cluster.run(line)
  return stdout + stderr
}
said('kubectl create deployment web --image=nginx && kubectl expose deployment web --port=8000 --target-port=80 && kubectl rollout status deployment web')
const forwarding = (local: number, remote: number): string => `Forwarding from 127.0.0.1:${local} -> ${remote}\nForwarding from [::1]:${local} -> ${remote}\n`

test.each([
  ['service/web 8000', 8000, 80],
  ['service/web 9000:8000', 9000, 80],
  ['deployment/web 8080:80', 8080, 80],
  ['deploy/web :80', 40_001, 80],
] as const)('kubectl port-forward %s', (words, local, remote) => {
  expect(said(`kubectl port-forward ${words} & curl -s localhost:${local} | grep title`)).toBe(`${forwarding(local, remote)}Handling connection for ${local}\n<title>Welcome to nginx!</title>\n`)
})

test('several ports, by the name of the pod; and one of them twice', () => {
  const pod = said('kubectl get pods -o jsonpath={.items[0].metadata.name}')
  expect(said(`kubectl port-forward ${pod} 7001:80 7002:80 & curl -sI localhost:7002 | head -1`)).toBe(`${forwarding(7001, 80)}${forwarding(7002, 80)}Handling connection for 7002\nHTTP/1.1 200 OK\r\n`)
  expect(cluster.run(`kubectl port-forward ${pod} 7001:80`)).toEqual({
    stdout: '',
    stderr: 'Unable to listen on port 7001: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 127.0.0.1:7001: bind: address already in use unable to create listener: Error listen tcp6 [::1]:7001: bind: address already in use]\nerror: unable to listen on any of the requested ports: [{7001 80}]\n',
    exitCode: 1,
  })
})

test.each([
  ['', 'error: TYPE/NAME and list of ports are required for port-forward\nSee \'kubectl port-forward -h\' for help and examples\n'],
  ['service/web 81', 'error: Service web does not have a service port 81\n'],
  ['service/nope 80', 'Error from server (NotFound): services "nope" not found\n'],
  ['nope 80', 'Error from server (NotFound): pods "nope" not found\n'],
  ['deployment/web http', expect.stringMatching(/^error: Pod 'web-\S+' does not have a named port 'http'\n$/) as string],
  ['deployment/web 1:2:3', 'error: invalid port format \'1:2:3\'\n'],
  ['deployment/web 0', 'error: remote port must be > 0\n'],
])('kubectl port-forward %s is refused', (words, stderr) => {
  expect(cluster.run(`kubectl port-forward ${words}`)).toEqual({ stdout: '', stderr, exitCode: 1 })
})

test('a port where nobody listens ends it at the first connection, and so does a pod that is gone', () => {
  const lost = /an error occurred forwarding (\d+ -> \d+): error forwarding port \d+ to pod [0-9a-f]{64}, uid : (?:.|\n)*\nerror: lost connection to pod\n$/
  expect(lost.exec(said('kubectl port-forward deployment/web 8081:81 & curl -s localhost:8081; sleep 1'))?.[1]).toBe('8081 -> 81')
  expect(said('kubectl port-forward deployment/web 8081:81 2>/dev/null & curl -sS localhost:8081')).toBe(`${forwarding(8081, 81)}Handling connection for 8081\ncurl: (52) Empty reply from server\n`)
  expect(said('curl -sS localhost:8081')).toMatch(/^curl: \(7\) Failed to connect to localhost port 8081 after \d+ ms: Couldn't connect to server\n$/)
  expect(lost.exec(said('kubectl port-forward deployment/web 8082:80 & kubectl delete deployment web >/dev/null; sleep 5; curl -s localhost:8082; sleep 1'))?.[1]).toBe('8082 -> 80')
})
