// Luoshi's own script: comfort on top of pages that work without it. No framework, no eval, strict CSP.
// Everything hangs on data attributes; docs/ui.md names them all. Texts come from data-t-* on <body>.
(function () {
  "use strict";
  var root = document.documentElement, body = document.body;
  var text = function (k) { return body.getAttribute("data-t-" + k) || ""; };
  var $ = function (s, el) { return (el || document).querySelector(s); };
  var $$ = function (s, el) { return Array.prototype.slice.call((el || document).querySelectorAll(s)); };
  var shown = function (el) { return !!el && el.getClientRects().length > 0; };
  root.classList.add("js");

  /* ---------- notices ---------- */
  function dismissLater(el) {
    // A notice with an undo stays 10 s, and as long as the pointer or the focus is on it.
    var held = false, timer;
    var arm = function () { clearTimeout(timer); timer = setTimeout(function () { if (!held) el.remove(); }, 10000); };
    ["mouseenter", "focusin"].forEach(function (e) { el.addEventListener(e, function () { held = true; }); });
    ["mouseleave", "focusout"].forEach(function (e) { el.addEventListener(e, function () { held = false; arm(); }); });
    arm();
  }
  function toast(kind, message) {
    var el = document.createElement("div");
    el.className = "flash " + kind; el.setAttribute("role", kind === "bad" ? "alert" : "status");
    var p = document.createElement("p"); p.className = "txt"; p.textContent = message; el.appendChild(p);
    var box = $("#toasts"); if (!box) return;
    box.appendChild(el); dismissLater(el);
  }

  /* ---------- rows: roving focus, selection, bulk bar ---------- */
  var rows = function () { return $$("[data-row]").filter(shown); };
  var current = function () { return document.activeElement && document.activeElement.closest("[data-row]") || $("[data-row].cur"); };
  function focusRow(row) {
    if (!row) return;
    $$("[data-row].cur").forEach(function (r) { r.classList.remove("cur"); });
    row.classList.add("cur"); row.tabIndex = -1; row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    light(row.getAttribute("data-link"), true);
  }
  function move(step) {
    var all = rows(), at = all.indexOf(current());
    focusRow(all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + step))]);
  }
  // Wherever the focus or a click goes, that row is the one that the keys act on.
  ["focusin", "click"].forEach(function (name) {
    document.addEventListener(name, function (e) {
      var row = e.target.closest && e.target.closest("[data-row]");
      if (!row || row.classList.contains("cur")) return;
      $$("[data-row].cur").forEach(function (r) { r.classList.remove("cur"); });
      row.classList.add("cur");
    });
  });
  function refreshSelection() {
    var boxes = $$("[data-sel]"), n = 0;
    boxes.forEach(function (b) {
      var row = b.closest("[data-row]"); if (b.checked) n += 1;
      if (row) row.classList.toggle("selected", b.checked);
    });
    $$("[data-sel-all]").forEach(function (b) { b.checked = n > 0 && n === boxes.length; b.indeterminate = n > 0 && n < boxes.length; });
    $$(".bulkbar").forEach(function (bar) { bar.classList.toggle("show", n > 0); });
    $$("[data-sel-count]").forEach(function (el) { el.textContent = String(n); });
  }
  var lastBox = null;
  document.addEventListener("click", function (e) {
    var box = e.target.closest && e.target.closest("[data-sel]");
    if (!box) return;
    if (e.shiftKey && lastBox) {
      var all = $$("[data-sel]"), a = all.indexOf(lastBox), b = all.indexOf(box);
      all.slice(Math.min(a, b), Math.max(a, b) + 1).forEach(function (x) { x.checked = box.checked; });
      refreshSelection();
    }
    lastBox = box;
  });
  document.addEventListener("change", function (e) {
    if (e.target.matches("[data-sel-all]")) $$("[data-sel]").forEach(function (b) { b.checked = e.target.checked; });
    if (e.target.matches("[data-sel], [data-sel-all]")) refreshSelection();
    if (e.target.matches("[data-auto]")) submit(e.target.form);
  });
  function clearSelection() { $$("[data-sel], [data-sel-all]").forEach(function (b) { b.checked = false; }); refreshSelection(); }
  function submit(form) { if (!form) return; if (form.requestSubmit) form.requestSubmit(); else form.submit(); }

  /* ---------- source ⇄ proposals ---------- */
  function linked(ids) {
    return String(ids || "").split(/\s+/).filter(Boolean).reduce(function (out, id) {
      return out.concat($$('[data-link~="' + id.replace(/["\\]/g, "") + '"]'));
    }, []);
  }
  function light(ids, scroll, from) {
    $$(".linked").forEach(function (el) { el.classList.remove("linked"); });
    var all = linked(ids), done = {};
    all.forEach(function (el) {
      el.classList.add("linked");
      var side = el.matches("[data-row]") ? "row" : "mark";
      if (scroll && !done[side] && el !== from && !el.contains(document.activeElement)) { done[side] = 1; reveal(el); }
    });
  }
  function reveal(el) {
    // Scrolls only the pane that holds it, never the page, so that the clerk keeps her place.
    var pane = el.closest(".pane-body");
    if (!pane || pane.scrollHeight <= pane.clientHeight) { if (shown(el) && !pane) el.scrollIntoView({ block: "nearest" }); return; }
    var a = el.getBoundingClientRect(), b = pane.getBoundingClientRect();
    if (a.top < b.top + 30 || a.bottom > b.bottom - 30) pane.scrollTop += a.top - b.top - pane.clientHeight / 3;
  }
  document.addEventListener("mouseover", function (e) {
    var el = e.target.closest && e.target.closest("[data-link]");
    if (el && !el.classList.contains("linked")) light(el.getAttribute("data-link"), false);
  });
  document.addEventListener("click", function (e) {
    var el = e.target.closest && e.target.closest("[data-link]");
    if (!el || e.target.closest("a, button, input, select, textarea, label, summary")) return;
    var ids = el.getAttribute("data-link");
    if (el.matches("[data-row]")) { focusRow(el); return; }
    var row = linked(ids).filter(function (x) { return x.matches("[data-row]"); })[0];
    var tab = $(".split > .t-props"); if (tab && row && !shown(row)) tab.checked = true;
    light(ids, true, el); if (row) focusRow(row);
  });

  /* ---------- keyboard ---------- */
  var GO = { d: "desk", i: "intake", p: "plan", l: "ledger", b: "board", o: "org", y: "years", a: "accounts" };
  var going = 0;
  var typing = function (el) { return el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(checkbox|radio|button|submit)$/.test(el.type); };
  function press(key) {
    // The button of the row first, then the page's own: <button data-key="a">.
    var row = current(), sel = '[data-key="' + key + '"]';
    var el = row && $$(sel, row).filter(shown)[0] || $$(sel).filter(function (x) { return shown(x) && !x.closest("[data-row]"); })[0];
    if (el) { el.click(); return true; }
    return false;
  }
  function openDialog(id) { var d = document.getElementById(id); if (d && d.showModal) { if (!d.open) d.showModal(); return true; } return false; }
  document.addEventListener("keydown", function (e) {
    if (e.defaultPrevented || e.isComposing || e.altKey) return;
    if ((e.ctrlKey || e.metaKey) && e.key === "Enter" && e.target.form) { e.preventDefault(); submit(e.target.form); return; }
    if (e.key === "Escape") { escape(e); return; }
    if (e.ctrlKey || e.metaKey || typing(e.target) || $("dialog[open]")) return;
    if (Date.now() - going < 1500 && GO[e.key]) {
      going = 0; var nav = $('[data-nav="' + GO[e.key] + '"]'); if (nav) { e.preventDefault(); location.href = nav.href; } return;
    }
    going = 0;
    var used = true, row = current();
    switch (e.key) {
      case "/": var s = $("[data-search]"); if (shown(s)) { s.focus(); s.select(); } else used = false; break;
      case "?": used = openDialog("keys"); break;
      case "g": going = Date.now(); break;
      case "j": move(1); break;
      case "k": move(-1); break;
      case "ArrowDown": case "ArrowUp": if (e.target.matches("[data-row]")) move(e.key === "ArrowDown" ? 1 : -1); else used = false; break;
      case "x": var b = row && $("[data-sel]", row); if (b) { b.checked = !b.checked; refreshSelection(); } else used = false; break;
      case "Enter": var a = e.target.matches("[data-row]") && $("[data-open]", e.target); if (a) a.click(); else used = false; break;
      default: used = e.key.length === 1 && press(e.key);
    }
    if (used) e.preventDefault();
  });
  function escape(e) {
    var form = e.target.closest && e.target.closest(".cell-form"), cancel = form && $("[data-cancel]", form);
    if (cancel) { e.preventDefault(); cancel.click(); return; }
    var menu = $("details.menu[open], details.drawer[open]");
    if (menu) { menu.open = false; $("summary", menu).focus(); return; }
    if (typing(e.target)) { e.target.blur(); return; }
    if ($("[data-sel]:checked")) clearSelection();
  }

  /* ---------- menus, dialogs ---------- */
  document.addEventListener("click", function (e) {
    var t = e.target; if (!t.closest) return;
    $$("details.menu[open], details.drawer[open]").forEach(function (m) { if (!m.contains(t)) m.open = false; });
    var opener = t.closest("[data-dialog]");
    if (opener && openDialog(opener.getAttribute("data-dialog"))) { e.preventDefault(); var m = opener.closest("details.menu"); if (m) m.open = false; }
    if (t.matches("dialog")) t.close();
    var shut = t.closest("[data-dismiss]"); if (shut) { var box = shut.closest(".flash, .drafted"); if (box) box.remove(); }
    if (t.closest("[data-clear-selection]")) clearSelection();
    if (t.closest("[data-print]")) { e.preventDefault(); window.print(); }
    var copy = t.closest("[data-copy]");
    if (copy && navigator.clipboard) navigator.clipboard.writeText(copy.getAttribute("data-copy") || location.href).then(function () { toast("ok", text("copied")); });
    var twist = t.closest(".twist[data-branch]"); if (twist) { e.preventDefault(); fold(twist); }
  });
  function fold(button) {
    // Tree rows: a row names its ancestors in data-in; a closed branch hides all below.
    var open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    $$("[data-in]").forEach(function (row) {
      row.hidden = row.getAttribute("data-in").split(" ").some(function (id) {
        var b = $('.twist[data-branch="' + id + '"]'); return b && b.getAttribute("aria-expanded") === "false";
      });
    });
  }

  /* ---------- forms: once only, unsaved changes, drafts ---------- */
  var leaving = false;
  function token() { var a = new Uint32Array(4); crypto.getRandomValues(a); return Array.prototype.map.call(a, function (n) { return n.toString(36); }).join(""); }
  function release(form) { form.removeAttribute("data-busy"); $$("[data-was-on]", form).concat(form.id ? $$('[data-was-on][form="' + form.id + '"]') : []).forEach(function (b) { b.disabled = false; b.removeAttribute("aria-busy"); b.removeAttribute("data-was-on"); }); }
  function hold(form, by) {
    form.setAttribute("data-busy", "");
    $$("button:not([type=button])", form).concat(form.id ? $$('button[form="' + form.id + '"]') : []).forEach(function (b) { if (!b.disabled) { b.disabled = true; b.setAttribute("data-was-on", ""); } });
    if (by) by.setAttribute("aria-busy", "true");
  }
  document.addEventListener("submit", function (e) {
    var form = e.target;
    if (form.method !== "post") return;
    if (form.hasAttribute("data-busy")) { e.preventDefault(); e.stopImmediatePropagation(); return; }
    var once = $('input[name="once"]', form); if (once && !once.value) once.value = token();
    var ask = e.submitter && e.submitter.getAttribute("data-ask"); if (ask && !window.confirm(ask)) { e.preventDefault(); e.stopImmediatePropagation(); return; }
    if (form.hasAttribute("data-upload")) { upload(e, form); return; }
    if (form.hasAttribute("data-now")) { prefer(e, form); return; }
    markSent(form);
    if (form.hasAttribute("data-logout")) forgetDrafts();
    var by = e.submitter; leaving = !form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]");
    // Only after the browser has taken the submitter's name and value.
    setTimeout(function () { if (!e.defaultPrevented || !leaving) hold(form, by); }, 0);
    // A download answers without leaving the page; the token still keeps a second try harmless.
    setTimeout(function () { if (form.isConnected && leaving) { leaving = false; release(form); } }, 15000);
  }, true);
  window.addEventListener("pageshow", function (e) { if (e.persisted) { leaving = false; $$("form[data-busy]").forEach(release); } });
  window.addEventListener("beforeunload", function (e) {
    if (leaving || !$("form[data-guard][data-dirty]")) return;
    e.preventDefault(); e.returnValue = "";
  });
  document.addEventListener("input", function (e) {
    var form = e.target.form; if (!form) return;
    if (form.hasAttribute("data-guard")) form.setAttribute("data-dirty", "");
    if (form.hasAttribute("data-draft")) saveDraft(form);
  });

  // Drafts live on this device under the account's own name; leaving (log out) removes them.
  var PREFIX = "luoshi:draft:" + (body.getAttribute("data-user") || "") + ":";
  var store = (function () { try { window.localStorage.setItem("luoshi:t", "1"); window.localStorage.removeItem("luoshi:t"); return window.localStorage; } catch (e) { return null; } })();
  var keyOf = function (form) { return PREFIX + form.getAttribute("data-draft"); };
  var draftable = function (f) { return f.name && !f.disabled && !/^(hidden|password|file|submit|button|reset)$/.test(f.type); };
  function values(form) {
    return Array.prototype.filter.call(form.elements, draftable).map(function (f, i) {
      return [f.name, i, /^(checkbox|radio)$/.test(f.type) ? f.checked : f.value];
    });
  }
  var waiting;
  function saveDraft(form) {
    if (!store) return;
    clearTimeout(waiting);
    waiting = setTimeout(function () { try { store.setItem(keyOf(form), JSON.stringify({ at: Date.now(), v: values(form) })); } catch (e) { /* full or refused: the form itself is still there */ } }, 300);
  }
  function markSent(form) {
    if (!store || !form.hasAttribute("data-draft")) return;
    clearTimeout(waiting);
    try { store.setItem(keyOf(form), JSON.stringify({ at: Date.now(), sent: 1, v: values(form) })); store.setItem(PREFIX + "@sent", form.getAttribute("data-draft")); } catch (e) { /* as above */ }
  }
  function forgetDrafts() { if (store) Object.keys(store).forEach(function (k) { if (k.indexOf("luoshi:draft:") === 0) store.removeItem(k); }); }
  function settleDrafts() {
    if (!store) return;
    // What was sent is settled when the server answered with another page, or with its word that it is done.
    var sent = store.getItem(PREFIX + "@sent"), same = sent && $('form[data-draft="' + sent.replace(/["\\]/g, "") + '"]');
    if (sent && (!same || $(".flash.ok"))) store.removeItem(PREFIX + sent);
    store.removeItem(PREFIX + "@sent");
    $$("form[data-draft]").forEach(restoreDraft);
  }
  function restoreDraft(form) {
    var raw = store.getItem(keyOf(form)), d; if (!raw) return;
    try { d = JSON.parse(raw); } catch (e) { return; }
    if (JSON.stringify(d.v) === JSON.stringify(values(form))) return;
    var fields = Array.prototype.filter.call(form.elements, draftable);
    d.v.forEach(function (x) {
      var f = fields[x[1]]; if (!f || f.name !== x[0]) return;
      if (typeof x[2] === "boolean") f.checked = x[2]; else f.value = x[2];
    });
    form.setAttribute("data-dirty", "");
    var at = new Date(d.at).toLocaleString(root.lang || "zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
    var note = document.createElement("div"); note.className = "drafted full"; note.setAttribute("role", "status");
    var span = document.createElement("span"); span.textContent = text("draft").replace("{time}", at);
    var drop = document.createElement("button"); drop.type = "button"; drop.className = "btn tiny"; drop.textContent = text("draft-drop");
    drop.addEventListener("click", function () { store.removeItem(keyOf(form)); form.removeAttribute("data-dirty"); form.reset(); note.remove(); });
    note.appendChild(span); note.appendChild(drop); form.insertBefore(note, form.firstChild);
  }

  // Light, dark, large type: shown at once, kept by the server.
  function prefer(e, form) {
    var by = e.submitter; if (!by || !by.name || !window.fetch) return;
    if (by.name !== "theme" && by.name !== "large") return;
    e.preventDefault();
    var data = new URLSearchParams(new FormData(form)); data.set(by.name, by.value);
    fetch(form.action, { method: "POST", body: data, credentials: "same-origin" }).then(function (r) { if (!r.ok) throw 0; }).catch(function () { toast("bad", text("failed")); });
    if (by.name === "theme") { root.setAttribute("data-theme", by.value); $$('button[name="theme"]').forEach(function (b) { b.setAttribute("aria-pressed", String(b.value === by.value)); }); }
    else {
      var on = by.value === "1"; if (on) root.setAttribute("data-large", ""); else root.removeAttribute("data-large");
      $$('button[name="large"]').forEach(function (b) { b.value = on ? "0" : "1"; b.setAttribute("aria-pressed", String(on)); });
    }
  }

  /* ---------- upload with progress, drag and drop ---------- */
  function size(n) { return n > 1048576 ? (n / 1048576).toFixed(1) + " MB" : Math.max(1, Math.round(n / 1024)) + " KB"; }
  function listFiles(form) {
    var input = $('input[type="file"]', form), out = $("[data-files]", form); if (!input || !out) return;
    out.textContent = "";
    Array.prototype.forEach.call(input.files, function (f) {
      var li = document.createElement("li"), a = document.createElement("span"), b = document.createElement("span");
      a.className = "name"; a.textContent = f.name; b.className = "muted"; b.textContent = size(f.size); li.appendChild(a); li.appendChild(b);
      var max = Number(form.getAttribute("data-max")); if (max && f.size > max) { var c = document.createElement("span"); c.className = "error"; c.textContent = text("too-big"); li.appendChild(c); }
      out.appendChild(li);
    });
  }
  function upload(e, form) {
    var bar = $("progress", form), say = $("[data-say]", form);
    if (!window.FormData || !bar) return;
    e.preventDefault(); hold(form, e.submitter);
    var data = new FormData(form); if (e.submitter && e.submitter.name) data.append(e.submitter.name, e.submitter.value);
    var box = $("[data-progress]", form); if (box) box.hidden = false; bar.max = 100; bar.value = 0;
    var fail = function (m) { release(form); if (box) box.hidden = true; toast("bad", m || text("failed")); };
    var x = new XMLHttpRequest();
    // Asked like htmx: the server may answer HX-Redirect instead of 303, so that the next page is
    // fetched once, by the browser, and its flash message is not lost on this request.
    x.open("POST", form.action); x.setRequestHeader("HX-Request", "true");
    x.upload.onprogress = function (p) { if (p.lengthComputable) { bar.value = p.loaded / p.total * 100; if (say) say.textContent = Math.floor(p.loaded / p.total * 100) + "%"; } };
    x.upload.onload = function () { bar.removeAttribute("value"); if (say) say.textContent = text("reading"); };
    x.onerror = function () { fail(text("offline")); };
    x.onload = function () {
      leaving = true;
      if (x.status < 300) { location.href = x.getResponseHeader("HX-Redirect") || x.responseURL || location.href; return; }
      // Refused: show the server's own form with the words beside the field.
      leaving = false;
      var doc = new DOMParser().parseFromString(x.responseText, "text/html");
      var fresh = form.id && doc.getElementById(form.id), err = doc.querySelector(".error, .form-errors, [data-message]");
      release(form);
      if (fresh) { form.replaceWith(document.adoptNode(fresh)); wire(document); if (err) toast("bad", err.textContent.trim()); }
      else fail(err ? err.textContent.trim() : "");
    };
    x.send(data);
  }
  function wireDrop(zone) {
    if (zone.hasAttribute("data-wired")) return; zone.setAttribute("data-wired", "");
    var form = zone.closest("form"), input = $('input[type="file"]', zone); if (!form || !input) return;
    input.addEventListener("change", function () { listFiles(form); });
    ["dragenter", "dragover"].forEach(function (n) { zone.addEventListener(n, function (e) { e.preventDefault(); zone.classList.add("over"); }); });
    ["dragleave", "drop"].forEach(function (n) { zone.addEventListener(n, function (e) { e.preventDefault(); zone.classList.remove("over"); }); });
    zone.addEventListener("drop", function (e) { if (e.dataTransfer && e.dataTransfer.files.length) { input.files = e.dataTransfer.files; listFiles(form); } });
  }
  // A file dropped beside the zone must not replace the page.
  ["dragover", "drop"].forEach(function (n) { window.addEventListener(n, function (e) { if ($(".drop")) e.preventDefault(); }); });

  /* ---------- htmx ---------- */
  body.addEventListener("htmx:afterRequest", function (e) { var f = e.detail.elt; if (f && f.tagName === "FORM") { release(f); if (e.detail.successful) { f.removeAttribute("data-dirty"); if (store && f.hasAttribute("data-draft")) store.removeItem(keyOf(f)); } } });
  body.addEventListener("htmx:sendError", function () { toast("bad", text("offline")); });
  body.addEventListener("htmx:responseError", function (e) {
    var x = e.detail.xhr, plain = /text\/plain/.test(x.getResponseHeader("content-type") || "");
    if (x.status === 401) { location.reload(); return; }
    toast("bad", plain && x.responseText.length < 300 ? x.responseText : text("failed"));
  });
  // After a swap the same row keeps the focus; after data-then="next" the next open proposal gets it.
  var keep = null, next = false;
  body.addEventListener("htmx:beforeSwap", function (e) {
    var r = current(), by = e.detail.requestConfig && e.detail.requestConfig.elt;
    keep = r && r.id ? r.id : null;
    next = !!(by && by.closest("[data-then=next]") && e.detail.xhr.status < 300);
  });
  function nextOpen(id) {
    var all = rows(), at = -1;
    all.forEach(function (r, i) { if (r.id === id) at = i; });
    return all.slice(at + 1).filter(function (r) { return !r.matches(".taken, .gone"); })[0];
  }
  body.addEventListener("htmx:afterSettle", function (e) {
    wire(e.detail.elt); refreshSelection();
    var auto = e.detail.elt && $("[autofocus]", e.detail.elt);
    // A short value is typed over, a sentence is gone on with.
    if (auto) { auto.focus(); if (auto.matches("textarea")) auto.setSelectionRange(auto.value.length, auto.value.length); else if (auto.select) auto.select(); }
    else if (keep && (document.activeElement === body || document.activeElement.id === keep || next)) { var r = next && nextOpen(keep) || document.getElementById(keep); if (r) focusRow(r); else move(0); }
    keep = null; next = false;
  });

  /* ---------- start ---------- */
  function wire(el) {
    $$(".drop", el).forEach(wireDrop);
    $$("#toasts .flash").forEach(function (t) { if (!t.hasAttribute("data-wired")) { t.setAttribute("data-wired", ""); dismissLater(t); } });
  }
  wire(document); refreshSelection(); settleDrafts();
  // On a narrow screen, or one that was turned, the board and the heat map open at this month.
  function openAtNow() {
    $$(".board-wrap, .heat-wrap").forEach(function (w) {
      var now = $("thead .now, thead th[aria-current]", w), name = $("tbody th[scope=row]", w);
      if (now && name && !w.scrollLeft && w.scrollWidth > w.clientWidth) w.scrollLeft = now.offsetLeft - name.offsetWidth - now.offsetWidth;
    });
  }
  openAtNow(); window.addEventListener("resize", openAtNow);
  var bad = $("[aria-invalid='true']"), aim = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (bad) bad.focus(); else if (aim && aim.matches("[data-row]")) focusRow(aim);
})();
