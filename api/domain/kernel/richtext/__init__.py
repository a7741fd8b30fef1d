"""Rich text: ProseMirror trees under our own small schema. One tree gives HTML, Typst, plain text and word diffs.

Blocks (paragraph, heading, table, image) carry an ``id`` of eight base32 characters that outlives edits, so a link to
a paragraph and a comparison between versions hold. No HTML is stored and none is trusted.
"""

from api.domain.kernel.richtext.comparison import DiffBlock, DiffRun, diff, diff_html
from api.domain.kernel.richtext.filling import fill_blanks
from api.domain.kernel.richtext.html import to_html
from api.domain.kernel.richtext.plain import count_blanks, paragraph, table, text_doc, to_text
from api.domain.kernel.richtext.schema import RichText, is_safe_link
from api.domain.kernel.richtext.validation import validate, with_ids

__all__ = [
    "DiffBlock",
    "DiffRun",
    "RichText",
    "count_blanks",
    "diff",
    "diff_html",
    "fill_blanks",
    "is_safe_link",
    "paragraph",
    "table",
    "text_doc",
    "to_html",
    "to_text",
    "validate",
    "with_ids",
]
