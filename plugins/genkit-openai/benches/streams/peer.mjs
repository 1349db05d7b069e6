// Genkit JS and a raw `fetch` on the same streams; see main.rs.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [role, base] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(createRequire(process.env.PEER + '/').resolve(name)).href);
const { genkit } = await load('genkit');
const { openAICompatible } = await load('@genkit-ai/compat-oai');

const [SHORT, LONG, CHUNKS, MANY] = [600, 40, 1000, [1000, 100, 50]];
const scaled = (n) => Math.max(1, Math.floor(n * Number(process.env.SCALE ?? 1)));
const ai = genkit({ plugins: [openAICompatible({ name: 'local', apiKey: 'none', baseURL: base })] });

const cpu = () => { const { user, system } = process.cpuUsage(); return user + system; };
const memory = (name) => Number(readFileSync('/proc/self/status', 'utf8').match(new RegExp(name + ':\\s+(\\d+)'))[1]) / 1024;
const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];

async function raw(model) {
  const begun = performance.now(), cpuBefore = cpu();
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }], stream: true, stream_options: { include_usage: true } });
  const answer = await fetch(base + '/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  let first;
  for await (const _ of answer.body) first ??= performance.now() - begun;
  return { first: first * 1e3, all: (performance.now() - begun) * 1e3, cpu: cpu() - cpuBefore };
}

async function peer(model) {
  const begun = performance.now(), cpuBefore = cpu();
  const { stream, response } = ai.generateStream({ model: 'local/' + model, prompt: 'hi' });
  let first, text = 0;
  for await (const chunk of stream) { first ??= performance.now() - begun; text += chunk.text.length; }
  if ((await response).text.length !== text) throw new Error('the answer is not its chunks');
  return { first: first * 1e3, all: (performance.now() - begun) * 1e3, cpu: cpu() - cpuBefore };
}

const print = (row) => console.log(JSON.stringify(row));
if (role === 'stream') {
  const took = { fetch: [[], []], '@genkit-ai/compat-oai': [[], []] };
  for (let i = 0; i < 50; i++) { await raw('burst-1'); await peer('burst-1'); }
  for (let i = 0; i < scaled(SHORT); i++)
    for (const [who, ask] of [['fetch', raw], ['@genkit-ai/compat-oai', peer]]) took[who][0].push((await ask('burst-1')).first);
  for (let i = 0; i < scaled(LONG); i++)
    for (const [who, ask] of [['fetch', raw], ['@genkit-ai/compat-oai', peer]]) took[who][1].push(await ask('burst-' + CHUNKS));
  for (const [who, [first, long]] of Object.entries(took))
    print({ who, first_us: median(first), chunk_us: median(long.map((t) => t.all)) / CHUNKS, cpu_us: median(long.map((t) => t.cpu)) / CHUNKS });
} else {
  const [streams, chunks, pause] = MANY;
  const ask = role === 'many-raw' ? raw : peer;
  await ask('burst-1');
  const before = memory('VmRSS'), begun = performance.now(), cpuBefore = cpu();
  await Promise.all(Array.from({ length: streams }, () => ask(`paced-${chunks}-${pause}`)));
  print({
    who: role === 'many-raw' ? 'many fetch' : 'many @genkit-ai/compat-oai',
    wall_s: (performance.now() - begun) / 1e3, cpu_us: (cpu() - cpuBefore) / (streams * chunks),
    before_mib: before, peak_mib: memory('VmHWM'),
  });
}
process.exit(0);
