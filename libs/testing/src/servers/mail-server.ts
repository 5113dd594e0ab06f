import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findProgram, freePort, startServer } from './server-process.ts';

export interface MailServer {
  /** In clear text and with TLS from the start, on 127.0.0.1. */
  readonly ports: { readonly imap: number; readonly imaps: number };
  readonly user: string;
  readonly password: string;
  /** PEM of the certificate, which is for `localhost` and signed by itself. */
  readonly certificate: string;
  stop(): Promise<void>;
}

const version = '2.1.3';
const artifact = `com.icegreen:greenmail-standalone:${version}`;
const jar = join(
  homedir(),
  '.m2/repository/com/icegreen/greenmail-standalone',
  version,
  `greenmail-standalone-${version}.jar`,
);
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get';
const user = 'reader';
const password = 'a "pass\\word"';

export interface MailServerProgram {
  start(): Promise<MailServer>;
}

/** A real IMAP server, GreenMail; undefined where there is no Java to run it or no way to get it. */
export function mailServerProgram(): MailServerProgram | undefined {
  const java = findProgram('java');
  if (java === undefined || findProgram('openssl') === undefined || !hasServer()) return undefined;
  return { start: () => startMailServer(java) };
}

async function startMailServer(java: string): Promise<MailServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mingda-mail-'));
  const keystore = makeKeystore(folder);
  const ports = { imap: await freePort(), imaps: await freePort() };
  const settings = {
    'greenmail.imap.hostname': '127.0.0.1',
    'greenmail.imap.port': String(ports.imap),
    'greenmail.imaps.hostname': '127.0.0.1',
    'greenmail.imaps.port': String(ports.imaps),
    'greenmail.users': `${user}:${password}@localhost`,
    'greenmail.users.login': 'local_part',
    // After its own 2 s, which a loaded machine may need, it would listen for ever without its users.
    'greenmail.startup.timeout': '60000',
    'greenmail.tls.keystore.file': keystore,
    'greenmail.tls.keystore.password': 'changeit',
    'greenmail.tls.key.password': 'changeit',
  };
  const options = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
  const server = await startServer([java, '-Xmx128m', ...options, '-jar', jar], ports.imaps);
  // It listens before it knows its users.
  while (!(await acceptsUser(ports.imap))) await pause(50);
  const certificate = readFileSync(join(folder, 'certificate.pem'), 'utf8');
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ports, user, password, certificate, stop };
}

async function acceptsUser(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`a LOGIN ${user} "${password.replaceAll(/["\\]/g, String.raw`\$&`)}"\r\n`);
  try {
    let said = '';
    for await (const piece of socket) {
      said += String(piece);
      if (/^a (?:OK|NO|BAD) /m.test(said)) break;
    }
    return /^a OK /m.test(said);
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function hasServer(): boolean {
  if (existsSync(jar)) return true;
  const maven = findProgram('mvn');
  if (maven === undefined) return false;
  try {
    execFileSync(maven, ['-q', '-B', plugin, '-Dtransitive=false', `-Dartifact=${artifact}`], { stdio: 'ignore' });
  } catch {
    return false;
  }
  return existsSync(jar);
}

function makeKeystore(folder: string): string {
  const [key, certificate, keystore] = ['key.pem', 'certificate.pem', 'keystore.p12'].map((name) => join(folder, name));
  const openssl = (line: string): unknown => execFileSync('openssl', line.split(' '), { stdio: 'ignore' });
  openssl(
    `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout ${key} -out ${certificate}`,
  );
  openssl(`pkcs12 -export -inkey ${key} -in ${certificate} -passout pass:changeit -out ${keystore}`);
  return keystore ?? '';
}
