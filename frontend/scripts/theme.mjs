// Makes src/styles/theme.css from designsystemet.config.json with Designsystemet's own generator, and keeps only what this
// site uses: one light scheme, one dark scheme that follows the reader's system, one typeface.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'theme-'));
const cli = join(root, 'node_modules', '.bin', 'designsystemet');
const run = (...args) => execFileSync(cli, args, { cwd: work, stdio: 'inherit' });

cpSync(join(root, 'designsystemet.config.json'), join(work, 'designsystemet.config.json'));
run('tokens', 'create');
run('tokens', 'build', '-t', './tokens', '-o', './out');
const css = readFileSync(join(work, 'out', 'samstyre.css'), 'utf8');
rmSync(work, { recursive: true });

/** The rules at the top of a style sheet, each with all that stands in its braces. */
function* topRules(text) {
  let depth = 0;
  let start = 0;
  for (const { 0: sign, index } of text.matchAll(/[{};]/g)) {
    if (sign === '{') depth++;
    else if (sign === '}') depth--;
    if (depth > 0) continue;
    yield text.slice(start, index + 1).trim();
    start = index + 1;
  }
}

const plain = css
  .replaceAll(/\/\*[\s\S]*?\*\//g, '')
  .replaceAll(/@media \(prefers-color-scheme: \w+\) \{\s*\[data-color-scheme="auto"\] \{[^}]*\}\s*\}/g, '');
const kept = [...topRules(plain)]
  .filter((block) => block.startsWith('@layer') || block.startsWith('@media'))
  .filter((block) => !block.includes('typography.secondary'))
  .map((block) =>
    block.startsWith('@layer ds.theme.color-scheme.dark')
      ? `@media (prefers-color-scheme: dark) {\n${block.replace('[data-color-scheme="dark"]', ':root')}\n}`
      : block.replace(':root, [data-color-scheme="light"]', ':root'),
  )
  .map((block) =>
    block.replaceAll(/system-ui[^;]*;/g, 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;'),
  );
writeFileSync(
  join(root, 'src', 'styles', 'theme.css'),
  `/* Made by \`npm run theme\`; change designsystemet.config.json instead. */\n${kept.join('\n')}\n`,
);
