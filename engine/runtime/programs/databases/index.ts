// The databases.
import { entrypointFor } from '../entrypoint.ts'
import { recipe, versionOf, type Described, type Recipe } from '../recipe.ts'
import { busybox, debian } from '../toolsets.ts'
import { mongoExpress } from './mongo-express.ts'
import { mongod, mongoEntrypoint } from './mongo.ts'
import { mongosh } from './mongosh.ts'
import { mysql, mysqladmin } from './mysql-client.ts'
import { mysqld, mysqlEntrypoint } from './mysql.ts'
import { pgIsReady, postgres, postgresEntrypoint } from './postgres.ts'
import { redisCli, redisServer } from './redis.ts'

const entrypoint = ['docker-entrypoint.sh']

const asMysql: Described = {
  tools: debian,
  programs: tag => ({ 'docker-entrypoint.sh': mysqlEntrypoint(versionOf(tag, '9.5.0')), 'mysqld': mysqld(versionOf(tag, '9.5.0')), mysql, mysqladmin }),
  entrypoint, command: ['mysqld'], ports: [3306, 33060], sizeMB: 245,
}

export const databases: readonly (readonly [string, Recipe])[] = [
  ['library/mysql', recipe({ ...asMysql, versions: { numbers: { 5: 7, 8: 4, 9: 5 }, words: ['lts', 'innovation'] } })],
  ['library/mariadb', recipe({ ...asMysql, versions: { numbers: { 10: 11, 11: 8, 12: 1 }, words: ['lts'] }, sizeMB: 118 })],
  ['library/mongo', recipe({
    versions: { numbers: { 4: 4, 5: 0, 6: 0, 7: 0, 8: 2 } },
    tools: debian,
    programs: tag => ({ 'docker-entrypoint.sh': mongoEntrypoint, 'mongod': mongod(versionOf(tag, '8.2.0')), mongosh, 'mongo': mongosh }),
    entrypoint, command: ['mongod'], ports: [27017], sizeMB: 305,
  })],
  ['library/mongo-express', recipe({
    versions: { numbers: { 0: 54, 1: 0 }, words: ['1-20', '1.0.2-20'] },
    tools: busybox,
    programs: tag => ({ '/docker-entrypoint.sh': mongoExpress(versionOf(tag, '1.0.2')) }),
    entrypoint: ['/docker-entrypoint.sh'], command: ['mongo-express'], workingDir: '/app', ports: [8081], sizeMB: 52,
  })],
  ['library/redis', recipe({
    versions: { numbers: { 5: 0, 6: 2, 7: 4, 8: 4 } },
    tools: debian,
    alpineTools: busybox,
    programs: tag => ({ 'docker-entrypoint.sh': entrypointFor('redis-server'), 'redis-server': redisServer(versionOf(tag, '8.4.0')), 'redis-cli': redisCli }),
    entrypoint, command: ['redis-server'], workingDir: '/data', ports: [6379], sizeMB: 49,
  })],
  ['library/postgres', recipe({
    versions: { numbers: { 12: 22, 13: 23, 14: 20, 15: 15, 16: 11, 17: 7, 18: 1 } },
    tools: debian,
    alpineTools: busybox,
    programs: tag => ({ 'docker-entrypoint.sh': postgresEntrypoint, 'postgres': postgres(versionOf(tag, '18.1')), 'pg_isready': pgIsReady }),
    entrypoint, command: ['postgres'], stopSignal: 'INT', ports: [5432], sizeMB: 160,
  })],
]
