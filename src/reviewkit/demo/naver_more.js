(function () {
  var settings = {{settings}};
  var list = Array.prototype.filter.call(document.querySelectorAll("ul"), function (ul) { return ul.querySelector("time, [data-pui-click-code]"); })[0];
  if (!list) return;
  var items = settings.items.slice(), busy = false, cursor = settings.cursor;
  var link = Array.prototype.filter.call(document.querySelectorAll("a"), function (a) {
    return a.textContent.trim() === "더보기" && !a.dataset.puiClickCode && (a.compareDocumentPosition(list) & Node.DOCUMENT_POSITION_PRECEDING) && !list.contains(a);
  })[0];
  function esc(text) { return String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\n/g, "<br>"); }
  function svg(name) { return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" class="' + name + '" aria-hidden="true"><path d="M0 0"></path></svg>'; }
  function button(attributes, inner) { return '<a href="#" role="button" ' + attributes + ">" + inner + "</a>"; }
  function chip(name) { return '<span class="pui__jhpEyP"><img class="pui__w3rFgd" src="' + settings.stub + '" width="18" height="18" alt="">' + esc(name) + "</span>"; }
  function longDate(iso) {
    var day = new Date(new Date(iso).getTime() + 9 * 3600e3);
    return day.getUTCFullYear() + "년 " + (day.getUTCMonth() + 1) + "월 " + day.getUTCDate() + "일 " + "일월화수목금토"[day.getUTCDay()] + "요일";
  }
  function item(r) {
    if (r.status !== "ACTIVE") {
      var notice = settings.suspended.replace("{what}", r.status.indexOf("PERMANENTLY") === 0 ? "삭제" : "임시 게시중단");
      return '<li class="place_apply_pui EjjAW"><div class="pui__ZNPfrb"><div class="pui__fPAcYj">' + svg("pui__TN9mAN") + notice + "</div></div></li>";
    }
    var href = 'href="' + r.author.url + '" target="_blank" role="button"', counts = r.author.review || {};
    var told = [["리뷰", counts.totalCount], ["사진", counts.imageCount]].map(function (row) { return row[1] ? '<span class="pui__WN-kAf">' + row[0] + " " + row[1].toLocaleString("en") + "</span>" : ""; }).join("");
    var noon = (new Date(r.representativeVisitDateTime).getUTCHours() + 9) % 24 < 17;
    var tags = r.visitCategories.map(function (c) { return '<span class="pui__V8F9nN">' + (c.name ? c.name + " " : "") + "<em>" + esc(c.keywords[0].name.trim()) + "</em></span>"; }).join("");
    var votes = r.votedKeywords || [];
    var html = '<li class="place_apply_pui EjjAW"><div class="pui__q2fg8o pui__A7NplK"><a ' + href + ' class="pui__sG3Q0N" data-pui-click-code="profile"><div class="pui__thumb" style="width:42px;height:42px"><img class="pui__AnL5iU" src="' + settings.stub + '" width="38" height="38" alt="프로필"></div></a>'
      + "<a " + href + ' class="pui__hvyFHZ" data-pui-click-code="profile"><div class="pui__JiVbY3"><span class="pui__uslU0d"><span class="pui__NMi-Dp">' + esc(r.author.nickname) + '</span></span></div><div class="pui__RuLAax">' + told + "</div></a>"
      + button('class="pui__I07xq6" data-pui-click-code="follow"', "팔로우") + "</div>"
      + '<div class="lazyload-wrapper "><div class="lazyload-placeholder"></div></div>'
      + '<div class="pui__F2t42c"><span class="pui__ETqMYH">' + esc(r.bookingItemName) + "</span></div>"
      + '<div class="pui__-0Ter1">' + button('class="pui__uqSlGl" aria-haspopup="true" aria-expanded="false" data-pui-click-code="visitkeywords"', '<span class="pui__V8F9nN pui__2ZezJb ' + (noon ? "pui__lI1wSR" : "pui__VtDLb5") + '">' + svg("pui__Q3NTSz") + "<em>" + (noon ? "점심" : "저녁") + "에 방문</em></span>" + tags) + "</div>"
      + '<div class="pui__vn15t2">' + button('data-pui-click-code="rvshowmore" style="line-height: 2.4rem; word-break: break-all;"', esc(r.body)) + (r.body.length > 70 || r.body.split("\n").length > 3 ? button('class="pui__wFzIYl" aria-expanded="false" data-pui-click-code="rvshowmore" style="line-height: 2.4rem;"', "더보기") : "") + "</div>";
    if (votes.length) html += '<div class="pui__HLNvmI">' + chip(votes[0].name) + (votes.length > 1 ? button('class="pui__jhpEyP pui__ggzZJ8" aria-haspopup="true" aria-expanded="false" data-pui-click-code="keywordmore"', "+" + (votes.length - 1) + '<span class="pui__blind">개의 리뷰가 더 있습니다</span><span class="pui__blind">펼쳐보기</span>') : "") + "</div>";
    html += '<div class="pui__QztK4Q"><div class="PIR3L"><div class="pui__jDaF8q">' + button('class="pui__OwAyDc" aria-haspopup="true" aria-expanded="false" data-pui-click-code="reactfirst"', '<span class="pui__rLElLv pui__L8m6Tb">' + svg("pui__qnQgNp") + "</span>반응 남기기") + "</div></div>"
      + '<div class="Vk05k"><div class="pui__QKE5Pr"><span class="pui__gfuUIT"><span class="pui__blind">방문일</span><time aria-hidden="true">' + r.visited + '</time><span class="pui__blind">' + longDate(r.representativeVisitDateTime) + '</span></span><span class="pui__gfuUIT">' + r.visitCount + '번째 방문</span><span class="pui__gfuUIT"><span class="pui__blind">인증 수단</span>' + r.originType + "</span></div></div></div>";
    if (r.reply.body) html += '<div class="pui__GbW8H7 pui__BDGQvd">' + svg("pui__V8N9EP") + '<div class="pui__MzrP-X"><span class="pui__XE54q7">' + esc(r.reply.replyTitle) + '</span><span class="pui__4APmFd"><time aria-hidden="true">' + r.reply.date + '</time></span></div><div class="pui__J0tczd">' + button('data-pui-click-code="text" style="line-height: 2.2rem;"', esc(r.reply.body)) + (r.reply.body.length > 80 || r.reply.body.split("\n").length > 3 ? button('class="pui__wFzIYl" aria-expanded="false" data-pui-click-code="text" style="line-height: 2.2rem;"', "더보기") : "") + "</div></div>";
    return html + "</li>";
  }
  function ask(input) {
    return fetch(settings.api, { method: "POST", credentials: "include", headers: { "content-type": "application/json", "x-page-own": "1" }, body: JSON.stringify([{ operationName: "getVisitorReviews", variables: { input: input }, query: settings.query }]) })
      .then(function (answer) { return answer.json(); })
      .then(function (answer) { return answer[0].data.visitorReviews; });
  }
  function append(target, result) {
    var shape = document.createElement("template");
    shape.innerHTML = result.items.map(item).join("");
    target.appendChild(shape.content);
    return result.items.length ? result.items[result.items.length - 1].cursor : "";
  }
  function more() {
    if (busy) return;
    busy = true;
    ask(Object.assign({}, settings.input, { after: cursor, page: Math.round(items.length / 10) + 1 }))
      .then(function (result) {
        cursor = append(list, result) || cursor;
        items = items.concat(result.items.map(function (r) { return r.votedKeywords || []; }));
        if (link && (!result.items.length || items.length >= result.total)) { link.parentNode.parentNode.remove(); link = null; }
      })
      .catch(function () {})
      .then(function () { busy = false; });
  }
  function unfold(opener) {
    var section = opener.parentNode.parentNode.parentNode, rows = document.createElement("ul"), box = document.createElement("div"), at = "";
    opener.setAttribute("aria-expanded", "true");
    section.appendChild(rows);
    section.appendChild(box);
    box.innerHTML = '<div class="NSTUp"><div class="lfH3O">' + button('class="fvwqf"', '<span class="TeItc">더보기</span>') + "</div></div>";
    function next() {
      if (busy) return;
      busy = true;
      var input = Object.assign({}, settings.input, { includeContent: false }, at ? { after: at } : {});
      delete input.isPhotoUsed;
      ask(input)
        .then(function (result) { at = append(rows, result) || at; if (!result.items.length || rows.children.length >= result.total) box.remove(); })
        .catch(function () {})
        .then(function () { busy = false; });
    }
    box.querySelector("a").addEventListener("click", next);
    next();
  }
  document.addEventListener("click", function (event) {
    var clicked = event.target.closest ? event.target.closest("a") : null;
    if (!clicked) return;
    if (clicked.getAttribute("href") === "#") event.preventDefault();
    if (link && clicked === link) more();
    if (clicked.textContent.trim() === "펼쳐보기" && clicked.getAttribute("aria-expanded") === "false" && !clicked.dataset.puiClickCode) unfold(clicked);
    if (clicked.dataset.puiClickCode === "keywordmore") {
      var votes = items[Array.prototype.indexOf.call(list.children, clicked.closest("li"))] || [];
      var box = clicked.parentNode, shape = document.createElement("template");
      shape.innerHTML = votes.slice(1).map(function (vote) { return chip(vote.name); }).join("");
      clicked.remove();
      box.appendChild(shape.content);
    }
  });
})();
