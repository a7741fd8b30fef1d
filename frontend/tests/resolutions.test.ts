import { describe, expect, it } from 'vitest';
import { blanksOf, filled } from '../src/admin/resolutions/blanks';
import { states, steps, stateColour } from '../src/admin/resolutions/words';
import { registerFile } from '../src/api/resolutions';
import type { RichNode } from '../src/api/types';
import { plainText } from '../src/lib/richtext';

const blank = (hint: string): RichNode => ({ type: 'blank', attrs: { hint, kind: 'text' } });
const words = (text: string): RichNode => ({ type: 'text', text });
const nav: RichNode = {
  type: 'doc',
  content: [
    {
      type: 'paragraph',
      content: [words('Greidde ut: '), blank('xx'), words(', '), blank('xx'), words(', '), blank('')],
    },
    {
      type: 'bullet_list',
      content: [{ type: 'list_item', content: [{ type: 'paragraph', content: [blank('xx.xx.2026')] }] }],
    },
  ],
};

describe('the blanks of a proposal', () => {
  it('are found in reading order, wherever they stand', () => {
    expect(blanksOf(nav)).toEqual(['xx', 'xx', '', 'xx.xx.2026']);
  });

  it('are filled one by one, and what has no words stays', () => {
    const half = filled(nav, ['Luster', '', 'Årdal']);
    expect(plainText(half)).toBe('Greidde ut: Luster, xx, Årdalxx.xx.2026');
    expect(blanksOf(half)).toEqual(['xx', 'xx.xx.2026']);
    expect(blanksOf(filled(half, ['Sogndal', '1.1.2026']))).toEqual([]);
  });

  it('are left alone in the text that was given', () => {
    filled(nav, ['Luster']);
    expect(blanksOf(nav)).toHaveLength(4);
  });
});

describe('the states of a resolution', () => {
  it('each have a colour and something to do', () => {
    expect(states.map((state) => [state, stateColour(state), steps[state].length > 0])).toEqual([
      ['recorded', 'neutral', true],
      ['final', 'info', true],
      ['in_progress', 'info', true],
      ['implemented', 'success', true],
      ['superseded', 'warning', true],
      ['rescinded', 'warning', true],
    ]);
  });
});

describe('the file of the register', () => {
  it('has the filter that is chosen and nothing else', () => {
    expect(registerFile('csv', {})).toBe('/api/v1/resolutions/export.csv');
    expect(registerFile('xlsx', { q: 'NAV kontor', year: 2025, unsettled: false, state: 'final' })).toBe(
      '/api/v1/resolutions/export.xlsx?q=NAV+kontor&year=2025&state=final',
    );
  });
});
