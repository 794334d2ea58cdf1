// Reads what a Google Maps place page shows, once. Class names first, what survives their changes second.
() => {
  const shown = (element) => (element ? (element.innerText || element.textContent || "").trim() : "");
  const outermost = (element) => !element.parentElement || !element.parentElement.closest("[data-review-id]");
  const known = [...document.querySelectorAll("div.jftiEf[data-review-id]")];
  const cards = known.length ? known : [...document.querySelectorAll("[data-review-id]")].filter(outermost);

  const leaves = (element) => [...element.querySelectorAll("*")].filter((e) => !e.children.length && shown(e));
  const replyBox = (card) => {
    const known = card.querySelector(".CDe7pd");
    let box = known || leaves(card).find((e) => /^(response from the owner|업체 응답|소유자 응답|사장님.*답글)/i.test(shown(e)));
    // From the label up to what holds label, date and text.
    while (!known && box && box.parentElement !== card && leaves(box).length < 3) box = box.parentElement;
    return box;
  };

  const read = (card) => {
    // On a star-only card the first .wiI7pd is the OWNER's reply: look outside of it.
    const owner = replyBox(card);
    const guests = (selector) => [...card.querySelectorAll(selector)].filter((e) => !owner || !owner.contains(e));
    const stars = guests("span.kvMYJc[aria-label]")[0] || guests("[aria-label]").find((e) => /star|별표/i.test(e.ariaLabel || ""));
    const date =
      guests("span.rsqaWe, .xRkPPb")[0] ||
      guests("span").find((e) => !e.children.length && /(\bago|전)( on .*)?$/.test(shown(e)) && shown(e).length < 30) ||
      guests(".DU9Pgb")[0];
    const text = guests(".MyEned span.wiI7pd")[0] || guests("span.wiI7pd")[0] || guests("[lang]")[0];
    const styles = guests("button.Tya61d, button[style*='url(']").map((e) => e.getAttribute("style") || "");
    const photos = styles.map((style) => (style.match(/url\(["']?(.*?)["']?\)/) || [])[1]).filter(Boolean);
    return {
      id: card.dataset.reviewId,
      author: card.getAttribute("aria-label") || shown(card.querySelector(".d4r55")),
      rating_label: stars ? stars.getAttribute("aria-label") : guests(".fzvQIb").map(shown)[0] || "",
      date_text: shown(date),
      text: shown(text),
      photos: [...new Set(photos)],
      reply_text: owner ? shown(owner.querySelector(".wiI7pd") || leaves(owner).at(-1)) : "",
      reply_date: owner ? shown(owner.querySelector(".DZSIDd") || leaves(owner)[1]) : "",
    };
  };

  const counted = (text) => text.match(/^리뷰\s*([\d,]+)\s*개$/) || text.match(/^([\d,]+)\s+reviews?$/i);
  const labels = [...document.querySelectorAll(".jANrlb *, button, span, div.fontBodySmall")].filter((e) => !e.children.length);
  const total = labels.filter((e) => !e.closest("[data-review-id]")).map((e) => counted(shown(e))).find(Boolean);
  const notices = document.body ? leaves(document.body).filter((e) => !e.closest("[data-review-id], script, style")) : [];
  return {
    url: location.href,
    limited: notices.some((e) => /limited view|제한된 보기/i.test(shown(e))),
    sign_in_link: !!document.querySelector("a[href*='ServiceLogin'], a[href*='accounts.google.com']"),
    tabs: document.querySelectorAll("[role=tab]").length,
    captcha: !!document.querySelector("#captcha-form, iframe[src*='recaptcha']"),
    total: total ? Number(total[1].replaceAll(",", "")) : null,
    cards: cards.map(read),
  };
}
