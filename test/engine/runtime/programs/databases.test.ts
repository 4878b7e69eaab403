// The databases: how they start, what they keep, and what their clients say.
import { describe, expect, test } from 'vitest'
import { Tree } from '../../../../engine/runtime/files.ts'
import { Tty } from '../../../../engine/runtime/tty.ts'
import { Neighbours } from '../../../support/neighbours.ts'

const uninitialized = `2026-11-21 09:00:00+00:00 [Note] [Entrypoint]: Entrypoint script for MySQL Server 9.5.0-1.el9 started.
2026-11-21 09:00:00+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified
    You need to specify one of the following as an environment variable:
    - MYSQL_ROOT_PASSWORD
    - MYSQL_ALLOW_EMPTY_PASSWORD
    - MYSQL_RANDOM_ROOT_PASSWORD
`

describe('mysql', () => {
  test('does not start without being told about a password', () => {
    const pod = new Neighbours().start('mysql-0', 'mysql')
    expect([pod.log(), pod.end()]).toEqual([uninitialized, '1 0'])
  })

  const allowed = { env: { MYSQL_ALLOW_EMPTY_PASSWORD: 'true' } }

  test('takes a while to be there; then databases are directories', () => {
    const town = new Neighbours()
    const pod = town.start('mysql-0', 'mysql', allowed)
    expect(pod.exec('mysql', '-e', 'show databases')).toEqual({ out: '', err: 'ERROR 2002 (HY000): Can\'t connect to local MySQL server through socket \'/var/run/mysqld/mysqld.sock\' (2)\n', code: 1 })
    town.pass(6)
    expect(pod.exec('mysql', '-e', 'show databases').out).toBe('Database\ninformation_schema\nmysql\nperformance_schema\nsys\n')
    expect(pod.exec('mysql', '-e', 'create database shop; use shop; create table items (id int primary key auto_increment, name varchar(20) not null, price decimal(10,2)); insert into items (name, price) values (\'book\', 12.5), ("it\'s", 3)')).toEqual({ out: '', err: '', code: 0 })
    expect(pod.exec('mysql', 'shop', '-e', 'select * from items where price > 3 order by id desc').out).toBe('id\tname\tprice\n1\tbook\t12.5\n')
    expect(pod.exec('mysql', '-t', 'shop', '-e', 'select name, @@hostname from items limit 1').out).toBe('+------+------------+\n| name | @@hostname |\n+------+------------+\n| book | mysql-0    |\n+------+------------+\n')
    expect(pod.exec('sh', '-c', 'echo "update items set price = 4 where id = 2; delete from items where id = 1; select count(*) from items" | mysql -N shop').out).toBe('1\n')
    expect(pod.exec('ls', '/var/lib/mysql').out).toBe('information_schema\nmysql\nperformance_schema\nshop\nsys\n')
  })

  test.each([
    ['select * from nothing', 'ERROR 1046 (3D000) at line 1: No database selected\n'],
    ['use shop', 'ERROR 1049 (42000): Unknown database \'shop\'\n'],
    ['create database mysql', 'ERROR 1007 (HY000) at line 1: Can\'t create database \'mysql\'; database exists\n'],
    ['selec 1', 'ERROR 1064 (42000) at line 1: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near \'selec 1\' at line 1\n'],
  ])('refuses %j', (sql, error) => {
    const town = new Neighbours()
    const pod = town.start('mysql-0', 'mysql', allowed)
    town.pass(6)
    expect(pod.exec('mysql', '-e', sql)).toEqual({ out: '', err: error, code: 1 })
  })

  test('is asked from other pods, with a password', () => {
    const town = new Neighbours()
    const server = town.start('db', 'mysql:8.0', { env: { MYSQL_ROOT_PASSWORD: 'secret', MYSQL_DATABASE: 'shop' } })
    const client = town.start('client', 'mysql:8.0', { command: ['sleep', '3600'] })
    town.pass(6)
    const warning = 'mysql: [Warning] Using a password on the command line interface can be insecure.\n'
    expect(client.exec('mysql', '-h', 'db', '-uroot', '-psecret', '-N', '-e', 'select database()', 'shop')).toEqual({ out: 'shop\n', err: warning, code: 0 })
    expect(client.exec('mysql', '-h', 'db', '-e', 'select 1')).toEqual({ out: '', err: 'ERROR 1045 (28000): Access denied for user \'root\'@\'localhost\' (using password: NO)\n', code: 1 })
    expect(client.exec('mysql', '-h', 'nobody', '-e', 'select 1').err).toBe('ERROR 2005 (HY000): Unknown MySQL server host \'nobody\' (-2)\n')
    expect(client.exec('mysqladmin', 'ping', '-h', 'db')).toEqual({ out: 'mysqld is alive\n', err: '', code: 0 })
    server.container.signal('TERM')
    expect([server.end(), client.exec('mysql', '-h', 'db', '-e', 'select 1').err]).toEqual(['0 6', 'ERROR 2003 (HY000): Can\'t connect to MySQL server on \'db:3306\' (111)\n'])
  })

  test('talks to whoever types', () => {
    const town = new Neighbours()
    const pod = town.start('mysql-0', 'mysql', allowed)
    town.pass(6)
    let screen = ''
    const tty = new Tty(text => { screen += text })
    town.clock.input('mysql', () => pod.container.exec(['mysql'], { out: text => { screen += text }, err: text => { screen += text }, exited: () => { screen += '(left)' } }, tty))
    for (const line of ['create database shop;', 'use shop', 'select 1', '  + 1;', 'select database();', 'show tables;', 'exit']) town.clock.input(line, () => tty.type(`${line}\r`))
    expect(screen).toBe(`Welcome to the MySQL monitor.  Commands end with ; or \\g.

Type 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.

mysql> create database shop;
Query OK, 1 row affected (0.01 sec)

mysql> use shop
Database changed
mysql> select 1
    ->   + 1;
ERROR 1064 (42000) at line 1: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '+ 1' at line 1
mysql> select database();
+------------+
| database() |
+------------+
| shop       |
+------------+
1 row in set (0.00 sec)

mysql> show tables;
Empty set (0.00 sec)

mysql> exit
Bye
(left)`)
  })

  test('finds what it kept in a volume, and needs no password then', () => {
    const town = new Neighbours()
    const volumes = { '/var/lib/mysql': new Tree() }
    const first = town.start('a', 'mysql', { ...allowed, volumes })
    town.pass(6)
    first.exec('mysql', '-e', 'create database kept')
    const second = town.start('b', 'mysql', { volumes })
    town.pass(6)
    expect(second.exec('mysql', '-N', '-e', 'show databases').out).toContain('kept\n')
  })
})

describe('redis', () => {
  test('sets, gets, counts, and writes down what it has when it goes', () => {
    const town = new Neighbours()
    const volumes = { '/data': new Tree() }
    const server = town.start('redis', 'redis:7', { volumes })
    const client = town.start('client', 'redis', { command: ['sleep', '3600'] })
    const cli = (...words: string[]) => client.exec('redis-cli', '-h', 'redis', ...words).out
    expect([cli('ping'), cli('set', 'a', 'b c'), cli('get', 'a'), cli('incr', 'n'), cli('incr', 'n'), cli('incr', 'a'), cli('keys', '*'), cli('del', 'a', 'x')]).toEqual(['PONG\n', 'OK\n', 'b c\n', '1\n', '2\n', 'ERR value is not an integer or out of range\n\n', 'a\nn\n', '1\n'])
    expect(client.exec('redis-cli', 'ping')).toEqual({ out: '', err: 'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n', code: 1 })
    server.container.signal('TERM')
    expect(server.log().split('\n').slice(-3, -1)).toEqual(['1:M 21 Nov 2026 09:00:00.000 * DB saved on disk', '1:M 21 Nov 2026 09:00:00.000 # Redis is now ready to exit, bye bye...'])
    expect(town.start('again', 'redis', { volumes }).exec('redis-cli', 'get', 'n').out).toBe('2\n')
  })
})

describe('mongo and mongo-express', () => {
  const secret = { MONGO_INITDB_ROOT_USERNAME: 'user', MONGO_INITDB_ROOT_PASSWORD: 'pw' }
  const express = { ME_CONFIG_MONGODB_SERVER: 'mongo', ME_CONFIG_MONGODB_ADMINUSERNAME: 'user', ME_CONFIG_MONGODB_ADMINPASSWORD: 'pw' }

  test('the page lists the databases', () => {
    const town = new Neighbours()
    town.start('mongo', 'mongo:7.0', { env: secret })
    const page = town.start('page', 'mongo-express', { env: express })
    town.pass(15)
    expect(page.get(8081)?.body.match(/<li>.*<\/li>/g)).toEqual(['admin', 'config', 'local'].map(name => `<li><a href="/db/${name}/">${name}</a></li>`))
  })

  test('without its database it tries ten times, says why, and ends', () => {
    const town = new Neighbours()
    const page = town.start('page', 'mongo-express', { env: { ...express, ME_CONFIG_MONGODB_SERVER: 'monngo-db' } })
    town.pass(15)
    expect(page.end()).toBe('1 10')
    expect(page.log().split('\n').slice(0, 4)).toEqual(['Waiting for monngo-db:27017...', '/docker-entrypoint.sh: line 15: monngo-db: Name does not resolve', '/docker-entrypoint.sh: line 15: /dev/tcp/monngo-db/27017: Invalid argument', 'Sat Nov 21 09:00:00 UTC 2026 retrying to connect to monngo-db:27017 (2/10)'])
    expect(page.log().split('\n').slice(-2)).toEqual(['MongoServerSelectionError: getaddrinfo ENOTFOUND monngo-db', ''])
  })

  test('with the wrong password it ends too', () => {
    const town = new Neighbours()
    town.start('mongo', 'mongo:7.0', { env: secret })
    const page = town.start('page', 'mongo-express', { env: { ...express, ME_CONFIG_MONGODB_ADMINPASSWORD: 'no' } })
    town.pass(15)
    expect([page.end()?.split(' ')[0], page.log().includes('MongoServerError: Authentication failed.')]).toEqual(['1', true])
  })

  test('documents are kept where they were written', () => {
    const town = new Neighbours()
    const [first, second] = [town.start('mongodb-0', 'mongo:7.0'), town.start('mongodb-1', 'mongo:7.0')]
    town.pass(5)
    const run = (script: string) => first.exec('mongosh', '--quiet', '--eval', script).out
    expect([run('db.runCommand({ping: 1})'), run('db.items.insertOne({name: \'book\', price: 12})'), run('db.items.find({name: "book"})'), run('db.items.countDocuments()')]).toEqual(['{ ok: 1 }\n', '{\n  acknowledged: true,\n  insertedId: ObjectId(\'000000000000000000000001\')\n}\n', '[\n  { _id: ObjectId(\'000000000000000000000001\'), name: \'book\', price: 12 }\n]\n', '1\n'])
    expect(second.exec('mongosh', '--host', 'mongodb-1', '--eval', 'db.items.countDocuments()').out).toBe('0\n')
    expect(first.exec('mongosh', '--host', 'mongodb-1', '--eval', 'show dbs').out).toBe('admin\nconfig\nlocal\n')
    expect(first.exec('mongosh', 'mongodb://nobody:27017/test', '--eval', 'show dbs').err).toBe('MongoNetworkError: getaddrinfo ENOTFOUND nobody\n')
  })
})

test('postgres does not start without a password either', () => {
  const town = new Neighbours()
  const [refused, started] = [town.start('a', 'postgres:16'), town.start('b', 'postgres:16', { env: { POSTGRES_PASSWORD: 'x' } })]
  town.pass(5)
  expect([refused.end(), refused.log().split('\n')[0], started.exec('pg_isready').out]).toEqual(['1 0', 'Error: Database is uninitialized and superuser password is not specified.', '/var/run/postgresql:5432 - accepting connections\n'])
})
