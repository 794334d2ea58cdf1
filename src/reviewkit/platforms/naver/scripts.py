"""What runs in Naver's pages when reviews are read from the visible list. By texts and click codes, never by class."""

COMMON = """
const textOf = (node) => (node.textContent || '').trim();
const suspended = /44조\\s*2항|게시중단 되었습니다|요청으로 삭제되었습니다/;
const isReview = (li) => {
  const text = textOf(li);
  const person = li.querySelector('a[href*="/my/"]');
  if (!person) return suspended.test(text);
  return /방문일/.test(text) || (/방문/.test(text) && /\\d{4}년 \\d{1,2}월 \\d{1,2}일/.test(text));
};
const isCard = (li) => !!li.querySelector('[data-pui-click-code^="rv."], [data-area-code^="rv."], a[href*="/my/review/"]')
  || /Review_pui_review/.test(li.className);
const innermost = (wanted) => [...document.querySelectorAll('li')].filter(
  (li) => wanted(li) && ![...li.querySelectorAll('li')].some(wanted));
const headings = [...document.querySelectorAll('h2, h3')];
const keywordHeading = headings.find((h) => /^키워드.*리뷰/.test(textOf(h)));
const textHeading = headings.find((h) => /^(방문자\\s*)?리뷰\\s*[\\d,]/.test(textOf(h)));
const isAfter = (a, b) => !!(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
const entries = (stream) => {
  if (stream === 'smartplace') return innermost(isCard);
  const below = (li) => keywordHeading && isAfter(keywordHeading, li);
  return innermost(isReview).filter((li) => (stream === 'keywords') === !!below(li));
};
const moreLink = (stream, items) => {
  const last = items[items.length - 1];
  if (!last) return null;
  for (let area = last.parentElement; area && area !== document.body; area = area.parentElement) {
    const found = [...area.querySelectorAll('a, button, [role=button]')].find((link) =>
      !link.closest('li') && isAfter(last, link) && /^(펼쳐서\\s*)?더보기$/.test(textOf(link))
      && !(stream === 'text' && keywordHeading && isAfter(keywordHeading, link)));
    if (found) return found;
  }
  return null;
};
"""

COUNT = "(stream) => {" + COMMON + "return entries(stream).length; }"

TAKE = (
    "({stream, from, next}) => {"
    + COMMON
    + """
  const items = entries(stream);
  const fresh = items.slice(from);
  fresh.forEach((li) => li.querySelectorAll('a, button, [role=button]').forEach((link) => {
    const votes = link.dataset.puiClickCode === 'keywordmore' || /개의 리뷰/.test(textOf(link));
    if (votes && /^\\+\\s*\\d/.test(textOf(link))) link.click();
  }));
  return new Promise((done) => setTimeout(() => {
    const heading = stream === 'keywords' ? keywordHeading : textHeading;
    const now = entries(stream);
    const last = moreLink(stream, now) ? String(now.length) : '';
    done({html: '<section ' + next + '="' + last + '">' + (heading ? heading.outerHTML : '') + '<ul>'
      + now.slice(from).map((li) => li.outerHTML).join('') + '</ul></section>', count: now.length, more: !!last});
  }, 50));
}"""
)

UNFOLD = (
    "() => {"
    + COMMON
    + """
  const area = keywordHeading && keywordHeading.parentElement;
  const link = area && [...area.querySelectorAll('a, button, [role=button]')].find((it) => /^펼쳐보기/.test(textOf(it)));
  if (link) link.click();
  return !!link;
}"""
)

MORE = (
    "(stream) => {"
    + COMMON
    + """
  const link = moreLink(stream, entries(stream));
  if (link) link.click(); else window.scrollTo(0, document.body.scrollHeight);
  return !!link;
}"""
)

GREW = "({stream, count}) => {" + COMMON + "return entries(stream).length > count; }"
