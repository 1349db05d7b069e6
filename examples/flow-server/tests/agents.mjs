// Talks with the agents of this program as web pages do: node agents.mjs http://127.0.0.1:3400
import assert from 'node:assert/strict';
import { AgentError, remoteAgent } from 'genkit/beta/client';

const at = (path) => process.argv[2] + path;
const as = (who) => remoteAgent({ url: at('/clerk'), headers: () => ({ authorization: `Bearer ${who}` }) });
const waiter = remoteAgent({ url: at('/waiter') });
const failed = async (work) => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};
let count = 0;
const check = async (name, work) => {
  try {
    await work();
    count += 1;
  } catch (error) {
    console.log(`failed: ${name}`);
    throw error;
  }
};

await check('a conversation, streamed, and gone on with elsewhere', async () => {
  const chat = as('ada').chat();
  const turn = chat.sendStream('one');
  let text = '';
  for await (const chunk of turn.stream) text += chunk.text ?? '';
  assert.equal(text, 'You said one (1 messages)');
  assert.equal((await turn.response).text, text);
  assert.equal((await chat.send('two')).text, 'You said two (3 messages)');
  const bySession = await as('ada').loadChat({ sessionId: chat.sessionId });
  assert.equal(bySession.messages.length, 4);
  assert.equal((await bySession.send('three')).text, 'You said three (5 messages)');
  const bySnapshot = await as('ada').loadChat({ snapshotId: chat.snapshotId });
  assert.equal((await bySnapshot.send('other')).text, 'You said other (5 messages)');
  const init = as('ada').chat({ sessionId: chat.sessionId });
  assert.equal((await init.send('four')).finishReason, 'stop');
});

await check('another one does not find it', async () => {
  const chat = as('ada').chat();
  await chat.send('secret');
  assert.match((await failed(as('eve').getSnapshot(chat.snapshotId))).message, /404.*not found/);
  assert.equal(await as('eve').abort(chat.snapshotId), undefined);
  const stolen = await failed(as('eve').chat({ snapshotId: chat.snapshotId }).send('and?'));
  assert.ok(stolen instanceof AgentError);
  assert.equal(stolen.status, 'NOT_FOUND');
  assert.match((await failed(remoteAgent({ url: at('/clerk') }).chat().send('hello'))).message, /401/);
});

await check('a state that the client keeps', async () => {
  const chat = waiter.chat();
  assert.equal((await chat.send('soup')).text, 'That makes 1.');
  const turn = chat.sendStream('fish');
  const seen = [];
  for await (const chunk of turn.stream) if (chunk.custom) seen.push(chunk.custom.dishes.length);
  assert.ok(seen.includes(2), JSON.stringify(seen));
  assert.equal((await turn.response).text, 'That makes 2.');
  assert.deepEqual(chat.state, { dishes: ['soup', 'fish'] });
  const again = waiter.chat({ state: { messages: chat.messages, custom: chat.state } });
  assert.equal((await again.send('cake')).text, 'That makes 3.');
});

await check('tools that wait for somebody', async () => {
  const chat = as('ada').chat();
  const asked = await chat.send('pay 7');
  assert.equal(asked.finishReason, 'interrupted');
  const [interrupt] = asked.interrupts;
  assert.deepEqual([interrupt.name, interrupt.input], ['pay', { amount: 7 }]);
  const paid = await chat.resume({ restart: [interrupt.restart()] });
  assert.equal(paid.text, 'The tool says: paid 7');
  const [other] = (await chat.send('pay 8')).interrupts;
  assert.equal((await chat.resume({ respond: [other.respond('nothing')] })).text, 'The tool says: nothing');
  const twice = await failed(chat.resume({ restart: [{ toolRequest: { name: 'pay', input: { amount: 9 } } }] }));
  assert.equal(twice.status, 'INVALID_ARGUMENT');
});

await check('what fails', async () => {
  const error = await failed(as('ada').chat().send('fail'));
  assert.deepEqual([error.status, error.message], ['INTERNAL', 'Internal Error']);
  assert.match((await failed(remoteAgent({ url: at('/nobody') }).chat().send('hello'))).message, /404/);
  const misuse = await failed(waiter.chat({ sessionId: 's' }).send('soup'));
  assert.match(misuse.message, /Send 'state' instead/);
});

await check('what is left to itself', async () => {
  const task = await as('ada').chat().detach('hello');
  const done = await task.wait({ intervalMs: 20 });
  assert.equal(done.status, 'completed');
  assert.equal(done.state.messages.at(-1).content.map((part) => part.text).join(''), 'You said hello (1 messages)');
  assert.equal(await as('ada').abort(done.snapshotId), 'completed');
});

console.log(`${count} checks of agents passed`);
