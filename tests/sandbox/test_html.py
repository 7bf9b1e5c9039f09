"""The HTML mode: the texts and byte offsets are those of td's own parser and of its tests."""

import pytest

from sandbox.entities import parse_html
from sandbox.markup import to_html
from sandbox.refusals import Refusal

REFUSED = [
    ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
    ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
    ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
    ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
    ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
    ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
    ("🏟 🏟&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
    ("<b>a<i>b</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
    ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
    ("1 < 2 и", 'Unsupported start tag "" at byte offset 2'),
    ('<span class="red">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("&#xDFDF;", "Text contains invalid Unicode characters after decoding HTML entities, "
     "check for unmatched surrogate code units"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "text"), REFUSED)
def test_broken_html_is_refused_in_tds_words(markup: str, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(markup)
    assert refused.value.description == f"Bad Request: can't parse entities: {text}"


READ = [
    ("&lt;&gt;&amp;&quot;&laquo;&#1072;&#x1F600;", '<>&"&laquo;а😀', []),
    ("➡️ ➡️<i>➡️ ➡️</i>", "➡️ ➡️➡️ ➡️", [("italic", 5, 5)]),
    ("😀<b>x</b>", "😀x", [("bold", 2, 1)]),
    ("<B>a</B><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
    ("<b></b>x", "x", []),
]


@pytest.mark.parametrize(("markup", "text", "entities"), READ)
def test_html_becomes_text_and_utf16_entities(markup: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    plain, found = parse_html(markup)
    assert plain == text
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities


def test_what_the_page_gets_is_escaped_and_its_tags_nest() -> None:
    text, entities = parse_html('<b>a &lt;script&gt; <i>😀</i></b> <a href="https://example.org/?a=1&amp;b=2">l</a>')
    assert to_html(text, entities) == (
        "<b>a &lt;script&gt; <i>😀</i></b> "
        '<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">l</a>'
    )
    crossing = [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 2, "length": 3}]
    assert to_html("abcde", crossing) == "<b>ab<i>c</i></b><i>de</i>"
    assert "javascript" not in to_html("x", [{"type": "text_link", "offset": 0, "length": 1, "url": "javascript:1"}])
