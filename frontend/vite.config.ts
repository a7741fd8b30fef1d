import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The API's documentation page is served by the API itself, from our own files: strict CSP, no other host. */
function swaggerFiles(): Plugin {
  const from = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
  return {
    name: 'swagger-files',
    apply: 'build',
    async writeBundle({ dir = 'dist' }) {
      await mkdir(join(dir, 'swagger'), { recursive: true });
      for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
        await copyFile(join(from, file), join(dir, 'swagger', file));
      }
    },
  };
}

/** Designsystemet draws its icons from data: addresses, which `default-src 'self'` refuses: they become files of ours. */
function iconFiles(): Plugin {
  return {
    name: 'icon-files',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type !== 'asset' || !asset.fileName.endsWith('.css')) continue;
        asset.source = String(asset.source).replaceAll(
          /url\("?data:image\/svg\+xml[^,]*,([^)"]*)"?\)/g,
          (_match, svg: string) => {
            const id = this.emitFile({ type: 'asset', name: 'icon.svg', source: decodeURIComponent(svg) });
            return `url(/${this.getFileName(id)})`;
          },
        );
      }
    },
  };
}

/** The service worker stands at the root, under a name of its own, and knows every file that the program is made of. */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_, bundle) {
      const files = Object.keys(bundle)
        .filter((name) => name.startsWith('assets/'))
        .map((name) => `/${name}`)
        .sort();
      const source = await readFile(new URL('src/papers/sw.js', import.meta.url), 'utf-8');
      const version = createHash('sha256').update(source).update(files.join()).digest('hex').slice(0, 16);
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: source.replace('__VERSION__', version).replace('= __FILES__', `= ${JSON.stringify(files)}`),
      });
    },
  };
}

const api = process.env['SAMSTYRE_API'] ?? 'http://localhost:8000';

export default defineConfig({
  plugins: [svelte(), iconFiles(), swaggerFiles(), serviceWorker()],
  build: {
    target: 'es2022',
    manifest: 'manifest.json',
    // A file as a data: address would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': api } },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
  },
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : {},
});
