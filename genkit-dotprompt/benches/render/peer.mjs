// The same templates with the package dotprompt: reads the work from stdin, writes the times to stdout.
import { Dotprompt } from 'dotprompt';
import { readFileSync } from 'node:fs';

const { works, partial } = JSON.parse(readFileSync(0, 'utf8'));
const results = [];
for (const { source, input, n } of works) {
  const dotprompt = new Dotprompt({ partials: { sign: partial } });
  const render = await dotprompt.compile(source);
  const time = async (f) => {
    for (let i = 0; i < n / 10; i++) await f();
    const begun = process.hrtime.bigint();
    for (let i = 0; i < n; i++) await f();
    return Math.round(Number(process.hrtime.bigint() - begun) / n) / 1e3;
  };
  const { messages } = await render({ input });
  results.push({
    render_us: await time(() => render({ input })),
    both_us: await time(async () => (await dotprompt.compile(source))({ input })),
    bytes: JSON.stringify(messages.map(({ role, content }) => ({ role, content }))).length,
  });
}
console.log(JSON.stringify(results));
