// What an image does when it runs: the images that the lecture uses, and a stand-in for all others.
import { databases } from './databases/index.ts'
import { lectureApps } from './apps/index.ts'
import { networkImages } from './network.ts'
import { observers } from './observers/index.ts'
import type { ImageMake, Recipe } from './recipe.ts'
import { generic } from './simple.ts'
import { systems } from './systems.ts'
import { anythingOr } from './toolsets.ts'
import { webServers } from './web/index.ts'

export type { ImageMake, Recipe } from './recipe.ts'

/** By the repository: `library/nginx`, `u2g6w7p2/eks-workshop-demo/catalog_detail`. */
const recipes: ReadonlyMap<string, Recipe> = new Map([...webServers, ...lectureApps, ...databases, ...observers, ...networkImages, ...systems])

/** The mirror of Docker's own images at Amazon has them under another name. */
const mirrored = /^docker\/(?=library\/)/

export const recipeOf = (repository: string): Recipe | undefined => recipes.get(repository.replace(mirrored, ''))

/** An image that nobody knows: it has whatever is asked for, and serves the ports that its pod declares. */
export const stranger: ImageMake = {
  entrypoint: [], command: ['/entrypoint'], env: {}, workingDir: '/', files: new Map(),
  find: anythingOr(generic),
}

const official: ReadonlySet<string> = new Set((
  'adminer aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb archlinux backdrop bash bonita buildpack-deps busybox caddy cassandra centos chronograf cirros clearlinux clickhouse clojure composer '
  + 'consul convertigo couchbase couchdb crate dart debian docker drupal eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx erlang fedora flink fluentd friendica gazebo gcc geonetwork ghost golang gradle groovy '
  + 'haproxy haskell haxe hello-world hitch httpd hylang ibmjava influxdb irssi jetty joomla jruby julia kapacitor kibana kong krakend lightstreamer liquibase logstash mageia mariadb matomo maven mediawiki memcached mongo '
  + 'mongo-express monica mono mysql nats nats-streaming neo4j neurodebian nextcloud nginx node notary odoo open-liberty openjdk oraclelinux orientdb percona perl photon php phpmyadmin plone postfixadmin postgres pypy python '
  + 'r-base rabbitmq rakudo-star redis redmine registry rethinkdb rocket.chat rockylinux ros ruby rust sapmachine satosa scratch silverpeas solr sonarqube spark spiped storm swift swipl teamspeak telegraf tomcat tomee traefik ubuntu '
  + 'unit varnish vault websphere-liberty wordpress xwiki yourls znc zookeeper'
).split(' '))

/** Whether Docker Hub has an image of that name without an owner. */
export const isOfficial = (repository: string): boolean => official.has(repository.replace('library/', ''))

/** Whether a name is one letter beside that of an image that the lecture uses. */
export function isMisspelt(repository: string): boolean {
  if (recipes.has(repository)) return false
  for (const known of recipes.keys()) if (isOneSlipFrom(known, repository)) return true
  return false
}

/** One letter more, one less, another one, or two exchanged. */
function isOneSlipFrom(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const [a, b] = [one.slice(start), other.slice(start)]
  return a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1) || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
}
