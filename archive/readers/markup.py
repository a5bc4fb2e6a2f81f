"""HTML fragments to plain paragraphs: for the bodies of JSON and CSV records, which some sources write as HTML."""

from __future__ import annotations

import html
import re

_CLEARLY = re.compile(
    r"</(?:p|div|a|span|b|i|u|em|strong|h[1-6]|li|ul|ol|blockquote|table|td|tr|article|section|figure|font|sup|sub)\s*>|<br\s*/?>",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption", "footer", "form", "header", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"),
    }
)
_DROPPED = ("script", "style", "noscript", "template", "iframe", "object", "svg", "figure")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def looks_like_html(text: str) -> bool:
    """Whether there are closing tags or line breaks in `text`: a company's code such as `<IBM>` is no tag."""
    return "<" in text and _CLEARLY.search(text) is not None


def plain_text(fragment: str) -> str:
    """The text of a fragment of HTML: blocks are paragraphs; scripts, styles and figures are left out."""
    from lxml import etree
    from lxml import html as lxml_html  # only for records that have HTML in them

    try:
        root = lxml_html.fragment_fromstring(_without_controls(fragment), create_parent="div")
    except (etree.LxmlError, ValueError):  # what not even lxml's forgiving parser takes
        return html.unescape(re.sub(r"<[^<>]*>", " ", fragment))
    etree.strip_elements(root, *_DROPPED, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            pieces += ["\n\n" if block else "\n" if element.tag == "br" else "", _SPACES.sub(" ", element.text or "")]
        else:
            pieces += ["\n\n" if block else "", _SPACES.sub(" ", element.tail or "") if element is not root else ""]
    return re.sub(r"(?<! ) *\n *", "\n", "".join(pieces)).strip()


def _without_controls(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", text)
