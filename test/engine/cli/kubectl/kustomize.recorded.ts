// The directories of kustomize.test.ts, and what a real kubectl 1.32 makes of them.

export const files: Readonly<Record<string, string>> = {
  '/root/base/app.properties': `a=1
b=2
`,
  '/root/base/cfg.yaml': `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: crb}
subjects: [{kind: ServiceAccount, name: sa, namespace: default}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ing}
spec:
  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
`,
  '/root/base/dep.yaml': `# comment
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      serviceAccountName: sa
      containers:
      - name: c # hello
        image: nginx:1.2
        envFrom:
        - configMapRef: {name: gen}
        - secretRef: {name: sec}
        env:
        - name: A
          valueFrom: {configMapKeyRef: {name: gen, key: a}}
      - image: reg.io/x/busybox@sha256:abc
        name: d
      volumes:
      - name: v
        configMap: {name: gen}
      - name: w
        secret: {secretName: sec}
`,
  '/root/base/kustomization.yaml': `resources: [dep.yaml, svc.yaml, cfg.yaml]
configMapGenerator:
- name: gen
  literals: [a=1, b=two]
  files: [app.properties, k=app.properties]
- name: nohash
  envs: [x.env]
  options: {disableNameSuffixHash: true, labels: {l: x}}
secretGenerator:
- name: sec
  type: Opaque
  literals: [pw=hunter2]
generatorOptions:
  annotations: {note: hi}
`,
  '/root/base/svc.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: sa}
`,
  '/root/base/x.env': `# c
X=1
Y=2
`,
  '/root/over/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../base]
namePrefix: pre-
nameSuffix: -suf
namespace: shop
commonLabels: {team: t}
labels:
- pairs: {env: prod}
  includeTemplates: true
- pairs: {only: meta}
commonAnnotations: {a: b}
images:
- name: nginx
  newTag: "9"
- name: reg.io/x/busybox
  newName: bb
  digest: sha256:fff
replicas:
- name: web
  count: 5
patches:
- path: p.yaml
- target: {kind: Deployment}
  patch: |-
    - op: replace
      path: /spec/template/spec/containers/0/name
      value: zz
configMapGenerator:
- name: gen
  behavior: merge
  literals: [c=3]
`,
  '/root/over/p.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: c
        resources: {limits: {cpu: 1}}
      - name: new
        image: nginx
`,
}

export const builtBase = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: sa
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: crb
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
- kind: ServiceAccount
  name: sa
  namespace: default
---
apiVersion: v1
data:
  a: "1"
  app.properties: |
    a=1
    b=2
  b: two
  k: |
    a=1
    b=2
kind: ConfigMap
metadata:
  annotations:
    note: hi
  name: gen-5ft5fm88cc
---
apiVersion: v1
data:
  X: "1"
  "Y": "2"
kind: ConfigMap
metadata:
  annotations:
    note: hi
  labels:
    l: x
  name: nohash
---
apiVersion: v1
data:
  pw: aHVudGVyMg==
kind: Secret
metadata:
  annotations:
    note: hi
  name: sec-9b766bfc5b
type: Opaque
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
  selector:
    app: web
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - env:
        - name: A
          valueFrom:
            configMapKeyRef:
              key: a
              name: gen-5ft5fm88cc
        envFrom:
        - configMapRef:
            name: gen-5ft5fm88cc
        - secretRef:
            name: sec-9b766bfc5b
        image: nginx:1.2
        name: c
      - image: reg.io/x/busybox@sha256:abc
        name: d
      serviceAccountName: sa
      volumes:
      - configMap:
          name: gen-5ft5fm88cc
        name: v
      - name: w
        secret:
          secretName: sec-9b766bfc5b
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ing
spec:
  rules:
  - http:
      paths:
      - backend:
          service:
            name: web
            port:
              number: 80
        path: /
        pathType: Prefix
`

export const builtOver = `apiVersion: v1
kind: Namespace
metadata:
  annotations:
    a: b
  labels:
    env: prod
    only: meta
    team: t
  name: shop
---
apiVersion: v1
kind: ServiceAccount
metadata:
  annotations:
    a: b
  labels:
    env: prod
    only: meta
    team: t
  name: pre-sa-suf
  namespace: shop
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  annotations:
    a: b
  labels:
    env: prod
    only: meta
    team: t
  name: pre-crb-suf
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
- kind: ServiceAccount
  name: pre-sa-suf
  namespace: shop
---
apiVersion: v1
data:
  a: "1"
  app.properties: |
    a=1
    b=2
  b: two
  c: "3"
  k: |
    a=1
    b=2
kind: ConfigMap
metadata:
  annotations:
    a: b
    note: hi
  labels:
    env: prod
    only: meta
    team: t
  name: pre-gen-suf-tfmh2kf5g7
  namespace: shop
---
apiVersion: v1
data:
  X: "1"
  "Y": "2"
kind: ConfigMap
metadata:
  annotations:
    a: b
    note: hi
  labels:
    env: prod
    l: x
    only: meta
    team: t
  name: pre-nohash-suf
  namespace: shop
---
apiVersion: v1
data:
  pw: aHVudGVyMg==
kind: Secret
metadata:
  annotations:
    a: b
    note: hi
  labels:
    env: prod
    only: meta
    team: t
  name: pre-sec-suf-9b766bfc5b
  namespace: shop
type: Opaque
---
apiVersion: v1
kind: Service
metadata:
  annotations:
    a: b
  labels:
    env: prod
    only: meta
    team: t
  name: pre-web-suf
  namespace: shop
spec:
  ports:
  - port: 80
  selector:
    app: web
    team: t
---
apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    a: b
  labels:
    env: prod
    only: meta
    team: t
  name: pre-web-suf
  namespace: shop
spec:
  replicas: 5
  selector:
    matchLabels:
      app: web
      team: t
  template:
    metadata:
      annotations:
        a: b
      labels:
        app: web
        env: prod
        team: t
    spec:
      containers:
      - env:
        - name: A
          valueFrom:
            configMapKeyRef:
              key: a
              name: pre-gen-suf-tfmh2kf5g7
        envFrom:
        - configMapRef:
            name: pre-gen-suf-tfmh2kf5g7
        - secretRef:
            name: pre-sec-suf-9b766bfc5b
        image: nginx:9
        name: zz
        resources:
          limits:
            cpu: 1
      - image: nginx:9
        name: new
      - image: bb@sha256:fff
        name: d
      serviceAccountName: pre-sa-suf
      volumes:
      - configMap:
          name: pre-gen-suf-tfmh2kf5g7
        name: v
      - name: w
        secret:
          secretName: pre-sec-suf-9b766bfc5b
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  annotations:
    a: b
  labels:
    env: prod
    only: meta
    team: t
  name: pre-ing-suf
  namespace: shop
spec:
  rules:
  - http:
      paths:
      - backend:
          service:
            name: pre-web-suf
            port:
              number: 80
        path: /
        pathType: Prefix
`
