// From the user's own machine: node ports, the tables of a node, and what the network between remembers.
import { beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../../engine/lab/settle.ts'
import { World, type Ran } from '../../../engine/lab/world.ts'

const manifest = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, clusterIP: 10.96.100.1, selector: {run: web}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
`

describe('the machine of the user', () => {
  const world = new World({ nodes: 2 })
  const run = (line: string, stdin?: string): Ran | undefined => world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, ...stdin !== undefined && { stdin } } })

  beforeAll(() => {
    settle(world)
    run('kubectl apply -f -', manifest)
    run(`kubectl run web --image=example/echo --port=8080 --overrides='{"spec":{"nodeName":"node-1"}}'`)
    world.cluster.clock.advanceTo(world.nowMs + 30_000)
  })

  test('reaches a node port on every node, and no cluster address', () => {
    expect(run('curl -s http://172.18.0.2:30080/')).toEqual({ stdout: 'web\n', stderr: '', exitCode: 0 })
    expect(run('curl -s http://172.18.0.3:30080/')).toEqual({ stdout: 'web\n', stderr: '', exitCode: 0 })
    expect(run('curl -sS -m 2 http://10.96.100.1/')).toEqual({ stdout: '', stderr: 'curl: (28) Connection timed out after 2001 milliseconds\n', exitCode: 28 })
    expect(run('curl -sS http://172.18.0.3:30081/')).toEqual({ stdout: '', stderr: "curl: (7) Failed to connect to 172.18.0.3 port 30081 after 0 ms: Couldn't connect to server\n", exitCode: 7 })
  })

  test('shows the rules of a node', () => {
    expect(run('ssh node-2 iptables -t nat -L KUBE-SERVICES')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        'Chain KUBE-SERVICES (2 references)',
        'target     prot opt source               destination         ',
        'KUBE-SVC-NPX46M4PTMTKRN6Y  tcp  --  anywhere             10.96.0.1            /* default/kubernetes:https cluster IP */ tcp dpt:443',
        'KUBE-SVC-LOLE4ISW44XBNF3G  tcp  --  anywhere             10.96.100.1          /* default/web cluster IP */ tcp dpt:80',
        'KUBE-NODEPORTS  all  --  anywhere             anywhere             /* kubernetes service nodeports; NOTE: this must be the last rule in this chain */ ADDRTYPE match dst-type LOCAL',
        '',
      ].join('\n'),
    })
    expect(run('ssh 172.18.0.3 iptables -t nat -S KUBE-SVC-LOLE4ISW44XBNF3G')?.stdout).toBe([
      '-N KUBE-SVC-LOLE4ISW44XBNF3G',
      '-A KUBE-SVC-LOLE4ISW44XBNF3G ! -s 10.244.0.0/16 -d 10.96.100.1/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ',
      '-A KUBE-SVC-LOLE4ISW44XBNF3G -m comment --comment "default/web -> 10.244.0.2:8080" -j KUBE-SEP-2OYZRSTTDHUPO7SU',
      '',
    ].join('\n'))
    expect(run('ssh node-1 iptables -t nat -L NOBODY')).toEqual({ stdout: '', stderr: 'iptables: No chain/target/match by that name.\n', exitCode: 1 })
    expect(run('ssh nobody ip route')).toEqual({ stdout: '', stderr: 'ssh: Could not resolve hostname nobody: Name or service not known\n', exitCode: 255 })
  })

  test('shows what the kernel of a node remembers', () => {
    run('curl -s http://172.18.0.3:30080/')
    const { stdout = '', stderr } = run('ssh node-2 conntrack -L -p tcp --dport 30080') ?? {}
    const [newest = ''] = stdout.split('\n')
    expect(newest.replace(/sport=\d{5}/, 'sport=P').replace(/dport=(?!30080)\d+/, 'dport=Q').replace(/ \d+ TIME/, ' N TIME'))
      .toBe('tcp      6 N TIME_WAIT src=172.18.0.1 dst=172.18.0.3 sport=P dport=30080 src=10.244.0.2 dst=172.18.0.3 sport=8080 dport=Q [ASSURED] mark=0 use=1')
    expect(stderr).toBe('conntrack v1.4.7 (conntrack-tools): 2 flow entries have been shown.\n')
    expect(run('ssh node-2 conntrack -L --dst 10.96.100.1')).toEqual({ stdout: '', stderr: 'conntrack v1.4.7 (conntrack-tools): 0 flow entries have been shown.\n', exitCode: 0 })
  })

  test('shows interfaces and routes', () => {
    expect(run('ssh node-1 ip route')?.stdout).toBe('default via 172.18.0.1 dev eth0 \n10.244.0.0/24 dev cni0 proto kernel scope link src 10.244.0.1 \n10.244.1.0/24 via 172.18.0.3 dev eth0 \n172.18.0.0/24 dev eth0 proto kernel scope link src 172.18.0.2 \n')
    expect(run('ping -c 1 172.18.0.2')?.stdout).toMatch(/^PING 172\.18\.0\.2 \(172\.18\.0\.2\) 56\(84\) bytes of data\.\n64 bytes from 172\.18\.0\.2: icmp_seq=1 ttl=64 time=0\.\d{3} ms\n\n--- 172\.18\.0\.2 ping statistics ---\n1 packets transmitted, 1 received, 0% packet loss, time 0ms\nrtt min\/avg\/max\/mdev = (?:\d\.\d{3}\/){3}0\.000 ms\n$/)
    expect(run('ping -c 2 -W 1 172.18.0.77')).toEqual({ stdout: 'PING 172.18.0.77 (172.18.0.77) 56(84) bytes of data.\n\n--- 172.18.0.77 ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time 2000ms\n\n', stderr: '', exitCode: 1 })
    expect(run('ping nobody')).toEqual({ stdout: '', stderr: 'ping: nobody: Name or service not known\n', exitCode: 2 })
  })

  test('looks names up as Debian does', () => {
    expect(run('nslookup example.com')).toEqual({ stdout: 'Server:\t\t192.168.0.2\nAddress:\t192.168.0.2#53\n\nNon-authoritative answer:\nName:\texample.com\nAddress: 203.0.113.80\n\n', stderr: '', exitCode: 0 })
    expect(run('nslookup nobody.invalid')).toEqual({ stdout: "Server:\t\t192.168.0.2\nAddress:\t192.168.0.2#53\n\n** server can't find nobody.invalid: NXDOMAIN\n\n", stderr: '', exitCode: 1 })
    expect(run('nslookup')).toEqual({ stdout: '', stderr: 'Usage:\n   nslookup [-opt ...] host [server]\n', exitCode: 1 })
  })

  test('reaches the API server, which knows nobody without a token', () => {
    expect(run('curl -sk https://172.18.0.100:6443/readyz')).toEqual({ stdout: 'ok', stderr: '', exitCode: 0 })
    expect(JSON.parse(run('curl -sk https://172.18.0.100:6443/api/v1/namespaces/default/pods')?.stdout ?? '')).toEqual({
      apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', reason: 'Forbidden', code: 403, details: { kind: 'pods' },
      message: 'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"',
    })
    const token = run('kubectl create token default')?.stdout.trim()
    run('kubectl create rolebinding look --clusterrole=view --serviceaccount=default:default')
    const listed = run(`curl -sk -H 'Authorization: Bearer ${token}' https://172.18.0.100:6443/api/v1/namespaces/default/pods?labelSelector=run%3Dweb`)?.stdout ?? ''
    const { kind, items } = JSON.parse(listed) as { readonly kind: string, readonly items: readonly { readonly metadata: { readonly name: string } }[] } // as a list of pods is
    expect([kind, items.map(({ metadata: { name } }) => name)]).toEqual(['PodList', ['web']])
    world.cluster.act('stop kube-apiserver')
    expect(run('curl -sk https://172.18.0.100:6443/readyz')?.exitCode, 'nobody listens').toBe(7)
    world.cluster.act('start kube-apiserver')
    world.cluster.clock.advanceTo(world.nowMs + 5_000)
  })

  test('finds nobody at a machine without power, and all as it was when that is back', () => {
    world.cluster.act('stop machine node-2')
    expect(run('curl -sS http://172.18.0.3:30080/')?.stderr).toBe("curl: (7) Failed to connect to 172.18.0.3 port 30080 after 3000 ms: Couldn't connect to server\n")
    expect(run('ssh node-2 ip route')).toEqual({ stdout: '', stderr: 'ssh: connect to host node-2 port 22: No route to host\n', exitCode: 255 })
    expect(run('curl -s http://172.18.0.2:30080/')?.stdout).toBe('web\n')
    world.cluster.act('start machine node-2')
    world.cluster.clock.advanceTo(world.nowMs + 5_000)
    expect(run('curl -s http://172.18.0.3:30080/')?.stdout).toBe('web\n')
  })

  test('finds the same through rules of nftables', () => {
    const other = new World({ nodes: 1, proxyMode: 'nftables' })
    settle(other)
    other.apply({ atMs: other.nowMs, kind: 'run', payload: { line: 'kubectl apply -f -', stdin: manifest } })
    other.apply({ atMs: other.nowMs, kind: 'run', payload: { line: 'kubectl run web --image=example/echo --port=8080' } })
    other.cluster.clock.advanceTo(other.nowMs + 30_000)
    const at = (line: string): string => other.apply({ atMs: other.nowMs, kind: 'run', payload: { line } })?.stdout ?? ''
    expect(at('curl -s http://172.18.0.2:30080/')).toBe('web\n')
    expect(at('ssh node-1 nft list table ip kube-proxy').match(/chain service-\S+web\S+ \{[^}]*\}/)?.[0]).toBe('chain service-PFISGYVC-default/web/tcp/ {\n\t\tmeta l4proto tcp dnat ip to numgen random mod 1 map { 0 : 10.244.0.2 . 8080 }')
    expect(at('ssh node-1 iptables -t nat -S')).toBe('-P PREROUTING ACCEPT\n-P INPUT ACCEPT\n-P OUTPUT ACCEPT\n-P POSTROUTING ACCEPT\n')
  })

  test('goes by old rules while kube-proxy is stopped', () => {
    world.cluster.act('stop kube-proxy node-2')
    run('kubectl delete pod web --force --grace-period=0')
    world.cluster.clock.advanceTo(world.nowMs + 5_000)
    expect(run('curl -sS http://172.18.0.2:30080/')?.exitCode, 'refused by the new rules').toBe(7)
    const beganMs = world.nowMs
    expect(run('curl -sS http://172.18.0.3:30080/')).toEqual({ stdout: '', stderr: "curl: (7) Failed to connect to 172.18.0.3 port 30080 after 3000 ms: Couldn't connect to server\n", exitCode: 7 })
    expect(world.nowMs - beganMs, 'nobody has that address any more').toBe(3000)
    world.cluster.act('start kube-proxy node-2')
    world.cluster.clock.advanceTo(world.nowMs + 2_000)
    expect(run('curl -sS http://172.18.0.3:30080/')?.stderr).toBe("curl: (7) Failed to connect to 172.18.0.3 port 30080 after 0 ms: Couldn't connect to server\n")
  })
})
