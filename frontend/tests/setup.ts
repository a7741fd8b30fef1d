import { loadLabels } from '../src/lib/i18n/index.svelte';

await Promise.all([loadLabels('working'), loadLabels('costs')]);
