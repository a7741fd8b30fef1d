import { Node } from 'prosemirror-model';
import { describe, expect, it } from 'vitest';
import { schema } from '../src/admin/editor/schema';
import { template } from '../src/admin/work/templates';
import { itemTypes } from '../src/api/types';
import { plainText } from '../src/lib/richtext';

describe('a template', () => {
  it.each(itemTypes.flatMap((type) => ['nn', 'nb', 'en'].map((lang) => [type, lang] as const)))(
    'of %s in %s is of the schema',
    (type, lang) => {
      const found = template(type, lang);
      for (const text of [found?.text, found?.proposal]) if (text) Node.fromJSON(schema, text).check();
      expect(found === null).toBe(['opening', 'evaluation', 'any_other_business'].includes(type));
    },
  );

  it('has a hole where the decision is to stand, so that it is not published unfilled', () => {
    const proposal = template('decision', 'nn')?.proposal;
    expect(proposal?.content?.[0]?.content?.map(({ type }) => type)).toEqual(['text', 'blank']);
  });

  it('is in the language of the case', () => {
    const headings = template('decision', 'nb')?.text?.content?.filter(({ type }) => type === 'heading');
    expect(headings?.map(plainText)).toContain('Økonomiske virkninger');
  });
});
