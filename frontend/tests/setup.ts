import { loadWorkingLabels } from '../src/lib/i18n/index.svelte';

await loadWorkingLabels();
