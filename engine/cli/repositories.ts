// The repositories that the lecture clones, as far as its labs need what is in them.
const pod = (name: string, image: string, labels: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels:
    ${labels}
spec:
  containers:
  - name: ${name}
    image: ${image}
`

const starterKit = {
  'README.md': '# _Lecture_k8s.starterkit\n',
  'ch2/2.4/metallb.yml': `apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata:
  name: nginx-pool
  namespace: metallb-system
spec:
  addresses:
  - 192.168.1.11-192.168.1.99
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata:
  name: layer2-mode
  namespace: metallb-system
spec:
  ipAddressPools:
  - nginx-pool
`,
  'ch4/4.1/del-deploy.yml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: del-deploy
  labels:
    app: del-deploy
spec:
  replicas: 3
  selector:
    matchLabels:
      app: del-deploy
  template:
    metadata:
      labels:
        app: del-deploy
    spec:
      containers:
      - name: nginx
        image: nginx
`,
  'ch4/4.1/del-pod.yml': pod('del-pod', 'nginx', 'app: del-pod'),
}

const gettingStarted = {
  '.dockerignore': 'node_modules\n',
  'README.md': '# Getting started\n\nA todo list, for the labs on containers.\n',
  'package.json': `${JSON.stringify({ name: '101-app', version: '1.0.0', main: 'index.js', license: 'MIT', scripts: { dev: 'nodemon -L src/index.js', test: 'jest' }, dependencies: { express: '^4.18.2', mysql2: '^2.3.3', sqlite3: '^5.1.2', uuid: '^9.0.0', 'wait-port': '^1.0.4' } }, undefined, 2)}\n`,
  'spec/routes/getItems.spec.js': 'test(\'it gets items\', () => {})\n',
  'src/index.js': 'const express = require(\'express\')\nconst app = express()\napp.use(express.static(__dirname + \'/static\'))\napp.get(\'/items\', (req, res) => res.send([]))\napp.listen(3000, () => console.log(\'Listening on port 3000\'))\n',
  'src/static/index.html': '<!DOCTYPE html>\n<title>Todo App</title>\n<div id="root"></div>\n<script src="js/app.js"></script>\n',
  'src/static/js/app.js': 'const items = () => fetch(\'/items\').then(answer => answer.json())\nconst add = name => fetch(\'/items\', { method: \'POST\', body: JSON.stringify({ name }) })\nconst remove = id => fetch(`/items/${id}`, { method: \'DELETE\' })\n',
  'yarn.lock': '# yarn lockfile v1\n',
}

/** By owner and name. */
export const repositories: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map<string, Readonly<Record<string, string>>>([
  ['sysnet4admin/_Lecture_k8s.starterkit', starterKit],
  ['docker/getting-started-app', gettingStarted],
])
