printf 'NAME READY STATUS AGE\nweb-1 1/1 Running 5m\nweb-2 0/1 CrashLoopBackOff 4m\ndb-0 1/1 Running 2h\njob-x 0/1 Completed 10m\n' > pods
printf 'banana\napple\ncherry\napple\nBanana\n10\n9\n' > fruit
printf 'a,1,x\nb,2,y\nc,3,z\n' > data.csv
printf 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nalice:x:1000:1000:Alice:/home/alice:/bin/bash\n' > passwd
printf 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\ntwelve\n' > nums
printf 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n  - name: nginx\n    image: nginx:1.25\n' > pod.yaml
printf '{"items":[{"name":"a","n":1},{"name":"b","n":2}],"ok":true}' > x.json
mkdir -p d/e; printf 'hello\n' > d/f.txt; printf 'world\n' > d/e/g.txt; printf 'x\n' > d/h.log
printf 'no newline at end' > nonl
: > empty
printf '\tindented\n  two  spaces  \n\n\n\nend\n' > blanks
