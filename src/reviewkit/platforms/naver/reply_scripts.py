"""What runs in SmartPlace when a reply is written: by click codes, texts and addresses first, never by a hashed class.

Each script gets {id} of a review and works in its card only; the form may stand in the card or in a window of its own.
"""

_COMMON = """
const textOf = (node) => (node.textContent || '').trim();
const seen = (node) => node.getClientRects().length > 0;
const links = [...document.querySelectorAll('a[href*="/my/review/"]')].filter(
  (it) => it.getAttribute('href').includes('/my/review/' + id + '/'));
const card = links.length ? links[0].closest('li') : null;
const coded = (...codes) => card ? codes.flatMap((code) => [...card.querySelectorAll(
  '[data-pui-click-code="' + code + '"], [data-area-code="' + code + '"]')]).filter(seen) : [];
const areas = () => {
  const own = card ? [...card.querySelectorAll('textarea')].filter(seen) : [];
  return own.length ? own : [...document.querySelectorAll('[role=dialog] textarea, [class*=Modal] textarea')].filter(seen);
};
const submit = (area) => {
  for (let around = area.parentElement; around && around !== document.body; around = around.parentElement) {
    const found = [...around.querySelectorAll('button, a, [role=button], input[type=submit]')].filter(
      (it) => seen(it) && /^등록$/.test(textOf(it) || it.value || ''));
    if (found.length) return found.length === 1 ? found[0] : null;
    if (around === card) return null;
  }
  return null;
};
const off = (it) => it.disabled || it.getAttribute('aria-disabled') === 'true';
const windows = () => [...document.querySelectorAll('[role=dialog], [role=alertdialog], [class*="Modal_"]')].filter(
  (it) => seen(it) && !it.querySelector('textarea') && !(it.parentElement && it.parentElement.closest('[class*="Modal_"]')));
"""


def _script(body: str, arguments: str = "{id}") -> str:
    return f"({arguments}) => {{ {_COMMON} {body} }}"


STATE = _script("""
  if (!card) return 'missing';
  if (coded('rv.replyedit', 'rv.replydelete', 'rv.replydone', 'rv.replyfold').length) return 'answered';
  if (areas().length) return 'open';
  return coded('rv.replywrite').length === 1 ? 'free' : 'unknown';
""")
"""missing, answered, free, open (the form is there), unknown."""

IS_THERE = _script("return !!card;")

OPEN = _script("""
  const link = coded('rv.replywrite')[0];
  if (!link) return false;
  link.scrollIntoView({block: 'center'});
  link.click();
  return true;
""")

HAS_FORM = _script("return areas().length === 1 && !!submit(areas()[0]);")

FILL = _script(
    """
  const area = areas()[0];
  area.focus();
  // React keeps its own copy of a value: the element's own setter and an input event are what a keystroke comes to.
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(area, text);
  area.dispatchEvent(new Event('input', {bubbles: true}));
  return new Promise((done) => setTimeout(() => {
    const now = areas()[0], button = now && submit(now);
    done({text: now ? now.value : null, ready: !!button && !off(button)});
  }, 150));
""",
    "{id, text}",
)

SUBMIT = _script("""
  const area = areas()[0], button = area && submit(area);
  if (!button || off(button)) return false;
  button.click();
  return true;
""")

WINDOW = _script("""
  const found = windows()[0];
  return found ? (found.innerText || '').trim() : '';
""")

CONFIRM = _script("""
  const found = windows()[0];
  if (!found) return false;
  const button = found.querySelector('button[class*="Modal_btn_confirm"]')
    || [...found.querySelectorAll('button, [role=button]')].find((it) => /^(확인|등록|네|예)$/.test(textOf(it)));
  if (button) button.click();
  return !!button;
""")
