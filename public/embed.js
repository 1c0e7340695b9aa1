/*
 * The element <sop-checklist> for a page of the intranet:
 *
 *   <script src="https://checklist.example/embed.js"></script>
 *   <sop-checklist></sop-checklist>
 *
 * Attributes: src (folder of the app; else that of this file), lang, theme (light, dark, auto), height ("content").
 * Events: ready; state, with detail { cases, unsaved }; locked. Methods: language(code), theme(name), lock().
 * docs/embedding.md says more. It works only where `hosts` in the app's config.json names the origin of the page; without
 * that the frame stands there all the same, and no word goes in or out.
 *
 * An element of this kind makes a frame and nothing else: no script of the page around can look into it.
 */
(function () {
  'use strict';

  if (!window.customElements || !window.Reflect || customElements.get('sop-checklist')) { return; }

  var here = document.currentScript && document.currentScript.src || document.baseURI;

  var TITLES = {
    en: 'Return checklist',
    my: 'နေရပ်ပြန်ပို့ရေး စစ်ဆေးရန်စာရင်း',
    th: 'รายการตรวจสอบการส่งกลับ'
  };

  var SANDBOX = [
    'allow-scripts', /* the app is a program */
    'allow-same-origin', /* it keeps its own origin, and with it what it saved in this browser */
    'allow-forms', /* the passphrase is a form; nothing is sent anywhere */
    'allow-modals', /* the browser's print is a dialog */
    'allow-downloads', /* case files, spare copies and sheets are saved as files */
    'allow-popups', /* where print does nothing, the sheet opens in a tab of its own ... */
    'allow-popups-to-escape-sandbox' /* ... which may print */
    /* Not here: allow-top-navigation. The app never leads this page anywhere. */
  ].join(' ');

  /* Copying as text, and the device's share sheet. Nothing else: no camera, no place. */
  var ALLOW = 'clipboard-write; web-share';

  /* Higher than any checklist; a number beyond it is no height. */
  var HIGHEST = 200000;

  function isCount(value) { return typeof value === 'number' && value >= 0 && value === Math.floor(value); }

  /* What the app may say, by the fields of each message besides `sop` and `type`. */
  var WORDS = { ready: [], locked: [], state: ['cases', 'unsaved'], height: ['height'] };

  /* The type of a message that is exactly one of these; else nothing. */
  function typeOf(data) {
    if (!data || typeof data !== 'object' || data.sop !== 1 || typeof data.type !== 'string') { return null; }
    if (!Object.prototype.hasOwnProperty.call(WORDS, data.type)) { return null; }
    var fields = WORDS[data.type];
    if (Object.keys(data).length !== fields.length + 2) { return null; }
    for (var i = 0; i < fields.length; i += 1) { if (!isCount(data[fields[i]])) { return null; } }
    return data.type;
  }

  function Checklist() { return Reflect.construct(HTMLElement, [], Checklist); }

  Checklist.observedAttributes = ['src', 'lang', 'theme', 'height'];
  var its = Checklist.prototype = Object.create(HTMLElement.prototype, { constructor: { value: Checklist } });

  its.connectedCallback = function () {
    var element = this;
    this.hear = function (event) { heard(element, event); };
    window.addEventListener('message', this.hear);
    begin(this);
  };

  its.disconnectedCallback = function () {
    window.removeEventListener('message', this.hear);
    end(this);
  };

  its.attributeChangedCallback = function (name, before, after) {
    if (!this.frame || before === after) { return; }
    if (name === 'src') { end(this); begin(this); return; }
    this.frame.title = title(this);
    if (name === 'height') { high(this); }
    if (name === 'height' || after !== null || name === 'theme') { tell(this, name); }
  };

  its.language = function (code) { this.setAttribute('lang', code); };
  its.theme = function (name) { this.setAttribute('theme', name); };
  its.lock = function () { post(this, { sop: 1, type: 'lock' }); };

  function begin(element) {
    var address = new URL(element.getAttribute('src') || './', element.hasAttribute('src') ? document.baseURI : here);
    var frame = document.createElement('iframe');
    element.appOrigin = address.origin;
    element.isReady = false;
    frame.title = title(element);
    frame.setAttribute('sandbox', SANDBOX);
    frame.setAttribute('allow', ALLOW);
    /* The app needs not know which page this is. */
    frame.setAttribute('referrerpolicy', 'no-referrer');
    /* It is what the page is for; "lazy" would wait for a scroll. */
    frame.setAttribute('loading', 'eager');
    frame.style.display = 'block';
    frame.style.width = '100%';
    frame.style.border = '0';
    element.frame = frame;
    high(element);
    frame.src = address.href;
    element.appendChild(frame);
  }

  function end(element) {
    if (element.frame) { element.frame.remove(); }
    element.frame = null;
    element.isReady = false;
  }

  /* As high as the window of this page, so that the app scrolls by itself; until it says its own height, if that is wanted. */
  function high(element) {
    element.style.display = 'block';
    element.frame.style.height = '100vh';
    /* Older browsers keep the line above. */
    element.frame.style.height = '100dvh';
  }

  /* In the language of the element or of the nearest part of the page that has one. */
  function title(element) {
    var marked = element.closest('[lang]');
    var code = marked ? marked.getAttribute('lang').slice(0, 2).toLowerCase() : 'en';
    return Object.prototype.hasOwnProperty.call(TITLES, code) ? TITLES[code] : TITLES.en;
  }

  function post(element, message) {
    if (element.frame && element.isReady) { element.frame.contentWindow.postMessage(message, element.appOrigin); }
  }

  /* Has the app follow an attribute of the element. */
  function tell(element, name) {
    var value = element.getAttribute(name);
    if (name === 'lang' && value) { post(element, { sop: 1, type: 'language', value: value }); }
    if (name === 'theme') { post(element, { sop: 1, type: 'theme', value: value || 'auto' }); }
    if (name === 'height' && value === 'content') { post(element, { sop: 1, type: 'height' }); }
  }

  function heard(element, event) {
    if (!element.frame || event.source !== element.frame.contentWindow || event.origin !== element.appOrigin) { return; }
    var type = typeOf(event.data);
    if (type === 'ready') {
      element.isReady = true;
      tell(element, 'lang');
      if (element.hasAttribute('theme')) { tell(element, 'theme'); }
      tell(element, 'height');
    }
    if (type === 'height') {
      if (element.getAttribute('height') === 'content' && event.data.height > 0 && event.data.height <= HIGHEST) {
        element.frame.style.height = event.data.height + 'px';
      }
    } else if (type) {
      var detail = type === 'state' ? { cases: event.data.cases, unsaved: event.data.unsaved } : null;
      element.dispatchEvent(new CustomEvent(type, { detail: detail }));
    }
  }

  customElements.define('sop-checklist', Checklist);
})();
