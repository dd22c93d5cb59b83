// A real SMTP server that keeps nothing: each mail it takes is one line of JSON on standard output, after the line
// `listening on 127.0.0.1:PORT`.
//
//   node smtp-sink.mjs [--refuse N] [--port PORT]
//
// With --refuse N it answers 451 to the first N mails, after it has read them, as a busy server does. With loseOk it takes the
// first N mails and breaks the line before it says so. It ends on
// SIGTERM, or when its standard input is a pipe that closes with --until-closed: then it cannot outlive its test.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SMTPServer } from 'smtp-server';

/**
 * Starts the server.
 * @param {{refuse?: number, loseOk?: number, port?: number, onMail: (mail: {from: string, to: string[], raw: string}) => void,
 *   onRefused?: () => void}} options
 * @returns {Promise<{port: number, stop: () => Promise<void>}>}
 */
export async function startSink({ refuse = 0, loseOk = 0, port = 0, onMail, onRefused = () => {} }) {
  let left = refuse;
  let toLose = loseOk;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    // A service keeps its connection open for the next mail; the test does not wait for it.
    closeTimeout: 200,
    onData(stream, session, done) {
      const parts = [];
      stream.on('data', (part) => parts.push(part));
      stream.on('error', done);
      stream.on('end', () => {
        if (left > 0) {
          left -= 1;
          onRefused();
          done(Object.assign(new Error('try again later'), { responseCode: 451 }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        onMail({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((recipient) => recipient.address),
          raw: Buffer.concat(parts).toString('utf8'),
        });
        if (toLose > 0) {
          toLose -= 1;
          for (const { _socket: socket } of server.connections) socket.destroy();
          return;
        }
        done();
      });
    },
  });
  // A client that breaks off is the client's business; the test sees the missing mail.
  server.on('error', (error) => process.stderr.write(`${error.message}\n`));
  const listener = server.listen(port, '127.0.0.1');
  await new Promise((resolve, reject) => {
    listener.once('listening', resolve);
    listener.once('error', reject);
  });
  return {
    port: listener.address().port,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      refuse: { type: 'string', default: '0' },
      port: { type: 'string', default: '0' },
      'until-closed': { type: 'boolean', default: false },
    },
  });
  const line = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  const sink = await startSink({
    refuse: Number(values.refuse),
    port: Number(values.port),
    onMail: line,
    onRefused: () => process.stderr.write('refused with 451\n'),
  });
  process.stdout.write(`listening on 127.0.0.1:${sink.port}\n`);
  process.once('SIGTERM', () => process.exit(0));
  if (values['until-closed']) process.stdin.resume().once('end', () => process.exit(0));
}
